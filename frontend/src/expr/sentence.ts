import { type Decimal, plain, round, ZERO } from "./decimal";
import { formatDay, formatInstant } from "./time";
import { type Apply, type ExprTree, isApply, isAttribute, isLiteral, type Literal } from "./tree";
import { decode, type Value } from "./values";

/** What people call the things an expression mentions. */
export interface Names {
  label(path: string, language: string): string;
  /** The label of a value of a choice, or null when it has none. */
  option(path: string, value: string, language: string): string | null;
}

/** A tree as people say it, in English or ("zh…") Chinese; the server's Sentence says the same. */
export function sentence(tree: ExprTree, names: Names, language: string): string {
  const speaker = new Speaker(names, language);
  return tree.type === "bool" ? speaker.clause(tree, false) : speaker.value(tree, null);
}

type Pair = readonly [en: string, zh: string];

const ORDER: Readonly<Record<string, Pair>> = {
  lt: ["less than", "小于"],
  le: ["at most", "不超过"],
  gt: ["more than", "大于"],
  ge: ["at least", "不小于"],
};
const ORDER_OF_TIME: Readonly<Record<string, Pair>> = {
  lt: ["before", "早于"],
  le: ["not after", "不晚于"],
  gt: ["after", "晚于"],
  ge: ["not before", "不早于"],
};
const ORDER_OF_SPANS: Readonly<Record<string, Pair>> = {
  lt: ["shorter than", "短于"],
  le: ["at most", "不超过"],
  gt: ["longer than", "长于"],
  ge: ["at least", "不少于"],
};
const MIRRORED: Readonly<Record<string, string>> = { lt: "gt", le: "ge", gt: "lt", ge: "le" };
const SIGNS: Readonly<Record<string, string>> = { add: "+", sub: "−", mul: "×", div: "÷", mod: "mod" };
const OF: Readonly<Record<string, Pair>> = {
  lower: ["the lower case of ", "的小写"],
  upper: ["the upper case of ", "的大写"],
  trim: ["the trimmed text of ", "去除首尾空白后的内容"],
  abs: ["the absolute value of ", "的绝对值"],
  date: ["the day of ", "的日期"],
  timestamp: ["the start of ", "的起始时刻"],
  amount: ["the amount of ", "的数额"],
  currency: ["the currency of ", "的币种"],
  year: ["the year of ", "的年份"],
  month: ["the month of ", "的月份"],
  day: ["the day of the month of ", "的日"],
  weekday: ["the weekday (Monday is 1) of ", "的星期（周一为1）"],
  hour: ["the hour of ", "的小时"],
};
const PARTS: Readonly<Record<string, Pair>> = {
  start: ["first day", "首日"],
  end: ["last day", "末日"],
  text: ["text", "文字"],
  count: ["number of rows", "行数"],
  lat: ["latitude", "纬度"],
  lon: ["longitude", "经度"],
  country: ["country", "国家"],
  province: ["province", "省份"],
  city: ["city", "城市"],
  district: ["district", "区县"],
  street: ["street", "街道"],
  postcode: ["postcode", "邮编"],
};
const COMPOUND = new Set(["add", "sub", "mul", "div", "mod", "round", "addDays", "min", "max", "money"]);
const CLAUSES = new Set([
  "and",
  "or",
  "not",
  "eq",
  "ne",
  "lt",
  "le",
  "gt",
  "ge",
  "in",
  "contains",
  "startsWith",
  "endsWith",
  "matches",
  "intersects",
]);

class Speaker {
  private readonly zh: boolean;
  private readonly language: string;

  constructor(
    private readonly names: Names,
    language: string,
  ) {
    this.zh = language.startsWith("zh");
    this.language = this.zh ? "zh" : language;
  }

  private say(en: string, zh: string): string {
    return this.zh ? zh : en;
  }

  // Conditions

  clause(tree: ExprTree, not: boolean): string {
    if (isLiteral(tree)) {
      return (tree.lit === true) !== not ? this.say("always", "始终成立") : this.say("never", "始终不成立");
    }
    if (!isApply(tree)) return this.yes(tree, not);
    const [x, y] = [arg(tree, 0), arg(tree, 1)];
    switch (tree.op) {
      case "and":
      case "or":
        return this.junction(tree, not);
      case "not":
        return this.clause(x, !not);
      case "eq":
        return this.equal(x, y, not);
      case "ne":
        return this.equal(x, y, !not);
      case "lt":
      case "le":
      case "gt":
      case "ge":
        return this.ordered(tree, not);
      case "in":
        return this.member(x, y, not);
      case "contains":
        return x.type === "list"
          ? this.member(y, x, not)
          : this.verb(x, y, not ? ["does not contain", "不包含"] : ["contains", "包含"], "");
      case "startsWith":
        return this.verb(x, y, not ? ["does not start with", "不以"] : ["starts with", "以"], "开头");
      case "endsWith":
        return this.verb(x, y, not ? ["does not end with", "不以"] : ["ends with", "以"], "结尾");
      case "matches":
        return this.verb(x, y, not ? ["does not match", "不符合格式"] : ["matches", "符合格式"], "");
      case "intersects":
        return this.say(
          `${this.value(x, y)}${not ? " includes none of " : " includes any of "}${this.value(y, x)}`,
          `${this.value(x, y)}${not ? "不包含" : "包含"}${this.value(y, x)}中的任一项`,
        );
      default:
        return this.yes(tree, not);
    }
  }

  private yes(tree: ExprTree, not: boolean): string {
    return this.value(tree, null) + (not ? this.say(" is not yes", "不为是") : this.say(" is yes", "为是"));
  }

  private junction(tree: Apply, not: boolean): string {
    const all = tree.args
      .map((x) => {
        const said = this.clause(x, false);
        return isApply(x) && (x.op === "and" || x.op === "or") ? this.bracket(said) : said;
      })
      .join(tree.op === "and" ? this.say(" and ", "，且") : this.say(" or ", "，或"));
    return not ? this.say("it is not the case that ", "并非") + this.bracket(all) : all;
  }

  private equal(x: ExprTree, y: ExprTree, not: boolean): string {
    if (isLiteral(x) && !isLiteral(y)) return this.equal(y, x, not);
    if (isLiteral(y) && y.lit === null) {
      return this.value(x, y) + (not ? this.say(" is not empty", "不为空") : this.say(" is empty", "为空"));
    }
    const right = this.value(y, x);
    if (y.type === "bool") {
      return this.value(x, y) + (not ? this.say(" is not ", "不为") : this.say(" is ", "为")) + right;
    }
    return (
      this.value(x, y) +
      this.say(not ? " is not " : " is ", not ? "不是" : "是") +
      (this.zh ? spaced(right) : right)
    );
  }

  private ordered(tree: Apply, not: boolean): string {
    let [x, y, op] = [arg(tree, 0), arg(tree, 1), tree.op];
    if (isLiteral(x) && !isLiteral(y)) [x, y, op] = [y, x, MIRRORED[op] ?? op];
    const table =
      x.type === "date" || x.type === "timestamp"
        ? ORDER_OF_TIME
        : x.type === "span"
          ? ORDER_OF_SPANS
          : ORDER;
    const [en, zh] = table[op] ?? ["", ""];
    const said = this.say(
      `${this.value(x, y)} is ${en} ${this.value(y, x)}`,
      this.value(x, y) + zh + spaced(this.value(y, x)),
    );
    // "Not more than" would hide that nothing at all also fits.
    return not ? this.say("it is not the case that ", "并非") + said : said;
  }

  private member(x: ExprTree, list: ExprTree, not: boolean): string {
    if (isLiteral(x) && !isLiteral(list)) {
      const how = not ? this.say(" does not include ", "不包含") : this.say(" includes ", "包含");
      return this.value(list, x) + how + this.value(x, list);
    }
    if (isLiteral(list) && Array.isArray(list.lit) && list.lit.length === 1) {
      return this.equal(x, { lit: list.lit[0], type: "text" }, not);
    }
    const how = not ? this.say(" is not one of ", "不是") : this.say(" is one of ", "是");
    return this.value(x, list) + how + this.value(list, x) + this.say("", "之一");
  }

  private verb(x: ExprTree, y: ExprTree, how: Pair, after: string): string {
    return this.value(x, y) + this.say(` ${how[0]} `, how[1]) + this.value(y, x) + this.say("", after);
  }

  // Values

  /** @param beside what it is compared with: an attribute there lends its options' labels to a literal here */
  value(tree: ExprTree, beside: ExprTree | null): string {
    if (isAttribute(tree)) {
      // A label stands as it was given: what article and number its words want, nobody knows but who wrote it.
      return this.names.label(tree.attr, this.language);
    }
    if (isLiteral(tree)) return this.literal(tree, beside && isAttribute(beside) ? beside.attr : null);
    return this.applied(tree, beside);
  }

  private literal(tree: Literal, path: string | null): string {
    const v: Value = decode(tree.lit, tree.type);
    if (v === null) return this.say("empty", "空");
    switch (v.type) {
      case "text":
        return this.text(v.text, path);
      case "number":
        return number(v.number);
      case "money":
        return money(v.amount, v.currency);
      case "bool":
        return v.is ? this.say("yes", "是") : this.say("no", "否");
      case "date":
        return formatDay(v.day);
      case "timestamp":
        return formatInstant(v.at);
      case "span":
        return this.span(v.span);
      case "parts":
        return this.say("a value", "某值");
      case "list":
        return this.either(v.items.map((x) => this.text(x, path)));
    }
  }

  private text(text: string, path: string | null): string {
    const label = path === null ? null : this.names.option(path, text, this.language);
    return label ?? `“${text}”`;
  }

  private applied(tree: Apply, beside: ExprTree | null): string {
    if (CLAUSES.has(tree.op)) return this.bracket(this.clause(tree, false));
    const [x, y] = [arg(tree, 0), arg(tree, 1)];
    const sign = SIGNS[tree.op];
    if (sign) return `${this.operand(x)} ${sign} ${this.operand(y)}`;
    const of = OF[tree.op];
    if (of) return this.say(of[0] + this.value(x, null), this.value(x, null) + of[1]);
    switch (tree.op) {
      case "part": {
        const name = isLiteral(y) ? String(y.lit) : "";
        const [en, zh] = PARTS[name] ?? [name, name];
        return this.say(`the ${en} of ${this.value(x, null)}`, `${this.value(x, null)}的${zh}`);
      }
      case "neg":
        return `−${this.operand(x)}`;
      case "cond": {
        const when = this.clause(x, false);
        const [then, other] = [this.value(y, beside), this.value(arg(tree, 2), beside)];
        return this.say(
          `(${then} if ${when}, otherwise ${other})`,
          `（若${when}则为${then}，否则为${other}）`,
        );
      }
      case "list":
        return this.either(tree.args.map((a) => this.value(a, beside)));
      case "size": {
        const [en, zh] =
          x.type === "list" ? ["the number of entries in ", "的项数"] : ["the length of ", "的长度"];
        return this.say(en + this.value(x, null), this.value(x, null) + zh);
      }
      case "coalesce":
        return this.bracket(
          tree.args.map((a) => this.value(a, beside)).join(this.say(", or if empty ", "，若为空则为")),
        );
      case "round": {
        const v = isLiteral(y) ? decode(y.lit, y.type) : null;
        const places = v?.type === "number" ? plain(v.number) : "0";
        return this.say(
          `${this.value(x, null)} rounded to ${places} places`,
          `${this.value(x, null)}舍入到${places}位小数`,
        );
      }
      case "min":
      case "max":
        return this.among(tree);
      case "money":
        return this.value(x, null) + this.say(" in the currency ", "，币种为") + this.value(y, null);
      case "now":
        return this.say("now", "现在");
      case "today":
        return this.say("today", "今天");
      case "addDays":
        return this.say(
          `${this.value(x, null)} plus ${this.operand(y)} days`,
          `${this.value(x, null)}加${this.operand(y)}天`,
        );
      case "daysBetween":
        return this.say(
          `the days from ${this.value(x, null)} to ${this.value(y, null)}`,
          `从${this.value(x, null)}到${this.value(y, null)}的天数`,
        );
      default:
        return tree.op;
    }
  }

  private among(tree: Apply): string {
    const ofTime = tree.type === "date" || tree.type === "timestamp";
    const [en, zh] =
      tree.op === "min"
        ? ofTime
          ? ["the earliest of ", "中最早者"]
          : ["the smallest of ", "中最小者"]
        : ofTime
          ? ["the latest of ", "中最晚者"]
          : ["the largest of ", "中最大者"];
    const all = tree.args.map((a) => this.value(a, null));
    return this.say(en + all.join(", "), all.join("、") + zh);
  }

  private operand(tree: ExprTree): string {
    const said = this.value(tree, null);
    return isApply(tree) && COMPOUND.has(tree.op) ? this.bracket(said) : said;
  }

  private bracket(said: string): string {
    return this.say(`(${said})`, `（${said}）`);
  }

  private either(parts: readonly string[]): string {
    if (parts.length < 2) return parts[0] ?? this.say("nothing", "（空）");
    return parts.slice(0, -1).join(this.say(", ", "、")) + this.say(" or ", "或") + parts.at(-1);
  }

  private span(span: bigint): string {
    if (span === 0n) return this.say("0 seconds", "0秒");
    const all = span < 0n ? -span : span;
    const micros = String(all % 1_000_000n)
      .padStart(6, "0")
      .replace(/0+$/, "");
    const units: [string, Pair][] = [
      [String(all / 86_400_000_000n), ["day", "天"]],
      [String((all / 3_600_000_000n) % 24n), ["hour", "小时"]],
      [String((all / 60_000_000n) % 60n), ["minute", "分钟"]],
      [String((all / 1_000_000n) % 60n) + (micros && `.${micros}`), ["second", "秒"]],
    ];
    const said = units
      .filter(([n]) => n !== "0")
      .map(([n, [en, zh]]) => this.say(`${n} ${en}${n === "1" ? "" : "s"}`, n + zh));
    return (span < 0n ? "-" : "") + said.join(this.say(" ", ""));
  }
}

const NOTHING: ExprTree = { lit: null, type: "null" };
const arg = (tree: Apply, i: number): ExprTree => tree.args[i] ?? NOTHING;

/** As fields write them; a currency that is not here is written by its code. */
const SYMBOLS: Readonly<Record<string, string>> = {
  CNY: "¥",
  JPY: "¥",
  USD: "$",
  EUR: "€",
  GBP: "£",
  KRW: "₩",
  INR: "₹",
  VND: "₫",
  HKD: "$",
  TWD: "NT$",
  SGD: "$",
  AUD: "$",
  CAD: "$",
  NZD: "$",
  PHP: "₱",
  RUB: "₽",
  BRL: "R$",
  SEK: "kr",
};
const WITHOUT_CENTS = new Set(["JPY", "KRW", "VND"]);

/** 1234567.5 as "1,234,567.5". */
function number(n: Decimal): string {
  return grouped(plain(n));
}

function grouped(figure: string): string {
  const [whole = "", fraction] = figure.split(".");
  const all = whole.replace(/\B(?=(?:\d{3})+$)/g, ",");
  return fraction === undefined ? all : `${all}.${fraction}`;
}

/** "¥ 500.00", "CHF 1,200.00", "−¥ 3.00": as a field shows it. */
function money(amount: Decimal, currency: string): string {
  const least = WITHOUT_CENTS.has(currency) ? 0 : 2;
  const exact = plain(amount.abs());
  const isShort = (exact.split(".")[1] ?? "").length < least;
  const figure = grouped(isShort ? (round(amount.abs(), least) ?? ZERO).toFixed(least) : exact);
  return `${amount.lt(0) ? "−" : ""}${SYMBOLS[currency] ?? currency} ${figure}`;
}

/** A blank between Chinese and what begins with a figure or Latin letter. */
function spaced(after: string): string {
  return /^[\0-\u1fff\u20a0-\u20cf−]/.test(after) ? ` ${after}` : after;
}
