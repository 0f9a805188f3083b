// Goods that come back with small faults because somebody has changed their mind cost something to put on the shelf again:
// a share of what was paid, half of it for gold customers, nothing for VIPs.
const SHARE = { gold: "0.5", vip: "0" };

export default function restockingFee(input, log) {
  const rate = decimal.mul(input.rate, SHARE[input.tier] ?? "1");
  const fee = decimal.round(decimal.mul(input.paid.amount, rate), 2);
  log(`fee ${fee} of ${input.paid.amount}`);
  return {
    fields: { refund_amount: { amount: decimal.sub(input.paid.amount, fee), currency: input.paid.currency } },
  };
}
