// How well raw model names are matched, judged by the names of public price lists. Exits 1 when one is matched wrong.
import { bookOfList } from "@/lib/pricing/lists/list-book";
import { readOwnList } from "@/lib/pricing/lists/obole";
import { judged } from "@/lib/pricing/matching";
import facts from "@/lib/pricing/reference/matching-facts.json";
import prices from "@/lib/pricing/reference/prices.json";

const found = judged(bookOfList(readOwnList(prices)), facts);
for (const { source, right, unpriced, disagreed, wrong } of found) {
  const matched = right + disagreed + wrong.length;
  const share = matched ? ((100 * right) / matched).toFixed(1) : "—";
  console.log(
    `${source}: ${matched + unpriced} names; ${matched} matched, ${share} % of them at the list's own price, ${disagreed} known disagreements about the price, ${wrong.length} wrong;`,
  );
  console.log(`  ${unpriced} left unpriced: models the price book does not have, or names that it does not know for certain`);
  for (const name of wrong) console.log(`  wrong: ${name}`);
}
process.exit(found.some(({ wrong }) => wrong.length) ? 1 : 0);
