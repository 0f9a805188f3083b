// The first hour at its price, every quarter of an hour begun after it at a quarter of the hourly rate; leaks need a seal.
const FIRST_HOUR = "120.00";
const QUARTER = "22.50";
const SEAL = "18.00";

export default function repairPrice(input, log) {
  if (input.under_warranty === true) {
    return { fields: { quote: "0.00" }, note: "Under warranty: nothing to pay." };
  }
  const seconds = Number(input.worked);
  const quarters = Math.max(0, Math.ceil((seconds - 3600) / 900));
  let price = decimal.add(FIRST_HOUR, decimal.mul(QUARTER, quarters));
  if (input.fault === "leak") {
    price = decimal.add(price, SEAL);
  }
  log(`${seconds} seconds, ${quarters} quarters after the first hour: ${price}`);
  return { fields: { quote: decimal.round(price, 2) } };
}
