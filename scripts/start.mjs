// `npm start`, `npm run dev`. An old Node ends in the first import, with one clear line; the rest of our code it would not even parse.
import "./node-version.mjs";

import("./launch.mjs");
