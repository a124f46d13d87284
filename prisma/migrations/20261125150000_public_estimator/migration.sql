-- Whether who is not signed in may estimate at list prices, under the name of the workspace.
alter table workspace add column public_estimator boolean not null default false;
