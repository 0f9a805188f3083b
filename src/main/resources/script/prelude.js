// Runs once in every new context, before any script: takes away what is not reproducible or not needed, freezes what
// remains, and returns the two doors through which scripts are called. Nothing in here is reachable from a script but
// `log` and `decimal`.
(function (writeLog, calculate) {
  "use strict";
  const G = globalThis;

  // What may stay. Not here: the clock, chance, the garbage collector, raw memory, the host, code made at run time, and what
  // only makes output that is not what it seems.
  const stays = new Set([
    "Object", "Function", "Array", "String", "Number", "Boolean", "RegExp", "Math", "JSON", "NaN", "Infinity", "undefined",
    "isNaN", "isFinite", "parseFloat", "parseInt", "encodeURI", "encodeURIComponent", "decodeURI", "decodeURIComponent",
    "Error", "EvalError", "RangeError", "ReferenceError", "SyntaxError", "TypeError", "URIError", "AggregateError",
    "Map", "Set", "WeakMap", "WeakSet", "Symbol", "Reflect", "Iterator", "globalThis",
  ]);
  for (const name of Reflect.ownKeys(G)) {
    if (!stays.has(name)) {
      delete G[name];
    }
  }
  delete Math.random;

  // The engine cannot be interrupted inside a function of its own, and some go through 2 ** 53 places of something that only
  // says it is that long. So those of arrays take arrays, none longer than this; those that go through other things'
  // places are written here, where they can be interrupted, as is each step through an array.
  const LONGEST = 100000;
  const array = (value) => {
    if (!Array.isArray(value)) {
      throw new TypeError("this is no array");
    }
    if (value.length > LONGEST) {
      throw new RangeError("arrays have at most " + LONGEST + " entries");
    }
    return value;
  };
  const define = (object, name, value) =>
    Object.defineProperty(object, name, { value, writable: true, enumerable: false, configurable: true });
  const apply = Reflect.apply;
  const push = Array.prototype.push;
  for (const name of Reflect.ownKeys(Array.prototype)) {
    const original = Array.prototype[name];
    if (typeof original === "function" && name !== "constructor") {
      define(Array.prototype, name, {
        [name](...given) {
          return apply(original, array(this), given);
        },
      }[name]);
    }
  }
  define(Array.prototype, Symbol.iterator, Array.prototype.values);
  const flat = (from, depth, into) => {
    for (let i = 0; i < array(from).length; i++) {
      if (i in from) {
        if (depth > 0 && Array.isArray(from[i])) {
          flat(from[i], depth - 1, into);
        } else {
          apply(push, into, [from[i]]);
        }
      }
    }
    return into;
  };
  define(Array.prototype, "concat", function concat(...others) {
    return flat([this, ...others], 1, []);
  });
  define(Array.prototype, "flat", function (depth = 1) {
    return flat(this, depth, []);
  });
  define(Array.prototype, "flatMap", function flatMap(change) {
    return flat(this.map((value, i) => change(value, i, this)), 1, []);
  });
  define(Array, "from", function from(source, change = (value) => value) {
    const into = [];
    if (source[Symbol.iterator] === undefined) {
      const length = source.length;
      for (let i = 0; i < length; i++) {
        apply(push, into, [change(source[i], i)]);
      }
    } else {
      let i = 0;
      for (const value of source) {
        apply(push, into, [change(value, i++)]);
      }
    }
    return into;
  });
  delete Array.fromAsync;
  delete String.raw;
  const arrayIterator = Object.getPrototypeOf([].values());
  const step = arrayIterator.next;
  define(arrayIterator, "next", function next() {
    return apply(step, this, []);
  });
  // Looking for a long text in a long text takes the product of both.
  for (const name of ["indexOf", "includes", "lastIndexOf", "split", "replace", "replaceAll"]) {
    const original = String.prototype[name];
    define(String.prototype, name, {
      [name](what, ...rest) {
        const text = String(this);
        if (typeof what === "object" && !(what instanceof RegExp)) {
          throw new TypeError(name + ": a text or a regular expression is looked for");
        }
        if (typeof what === "string" && what.length > 100 && what.length * text.length > 20000000) {
          throw new RangeError(name + ": the text that is looked for is too long");
        }
        return apply(original, text, [what, ...rest]);
      },
    }[name]);
  }
  const stringify = JSON.stringify;
  define(JSON, "stringify", (value, replacer, indent) =>
    stringify(value, Array.isArray(replacer) ? array(replacer) : replacer, indent),
  );

  const asText = (value) => {
    if (typeof value === "string") {
      return value;
    }
    if (typeof value === "number" && Number.isSafeInteger(value)) {
      return String(value);
    }
    throw new TypeError('decimals are texts such as "12.50", or whole numbers');
  };
  const result = (operation, a, b, places) => {
    const answer = calculate(operation, asText(a), asText(b), Number.isSafeInteger(places) ? places : 2);
    if (answer[0] === "=") {
      return answer.slice(1);
    }
    throw new RangeError("decimal: " + answer.slice(1));
  };
  G.decimal = {
    add: (a, b) => result("add", a, b),
    sub: (a, b) => result("sub", a, b),
    mul: (a, b) => result("mul", a, b),
    div: (a, b, places) => result("div", a, b, places),
    round: (a, places) => result("round", a, "0", places),
    compare: (a, b) => Number(result("compare", a, b)),
    min: (a, b) => (result("compare", a, b) === "1" ? asText(b) : asText(a)),
    max: (a, b) => (result("compare", a, b) === "-1" ? asText(b) : asText(a)),
  };

  const log = (...parts) => {
    writeLog(parts.map((part) => (typeof part === "string" ? part : String(JSON.stringify(part)))).join(" "));
  };

  // Plain data only: what has a class, a function or a number that JSON does not have would not arrive as it was meant.
  const plain = (key, value) => {
    switch (typeof value) {
      case "string":
      case "boolean":
      case "undefined":
        return value;
      case "number":
        if (Number.isSafeInteger(value)) {
          return value;
        }
        throw new TypeError("output: numbers are whole; give decimals as texts (" + key + ")");
      case "object": {
        const proto = value === null ? null : Object.getPrototypeOf(value);
        if (proto === null || proto === Object.prototype || proto === Array.prototype) {
          return value;
        }
      }
    }
    throw new TypeError("output: only plain data (" + String(key) + ")");
  };

  const call = (main, input) => {
    if (typeof main !== "function") {
      throw new TypeError("no function is exported by default");
    }
    return main(JSON.parse(input), log);
  };
  const give = (value) => {
    const text = stringify(value, plain);
    return text === undefined ? "null" : text;
  };

  // Objects the language has without a name for them.
  const nameless = [
    function* () {}, async function () {}, async function* () {}, log, call, give,
    [][Symbol.iterator](), new Map()[Symbol.iterator](), new Set()[Symbol.iterator](), ""[Symbol.iterator](),
    "".matchAll(/a/g), [].values().map((x) => x), Iterator.from({ next() {} }), (function* () {})(), (async function* () {})(),
    (async function () {})(), (function () { return arguments; })(), Symbol.prototype, (class {}),
  ];
  const seen = new Set();
  const todo = [G, ...nameless];
  while (todo.length > 0) {
    const each = todo.pop();
    if (each === null || (typeof each !== "object" && typeof each !== "function") || seen.has(each)) {
      continue;
    }
    seen.add(each);
    todo.push(Object.getPrototypeOf(each));
    for (const key of Reflect.ownKeys(each)) {
      const property = Reflect.getOwnPropertyDescriptor(each, key);
      todo.push(property.value, property.get, property.set);
    }
    Object.freeze(each);
  }
  return { call, give };
});
