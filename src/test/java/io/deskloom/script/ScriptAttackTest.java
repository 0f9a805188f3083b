package io.deskloom.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What scripts may try: none gets out, none stays, none takes longer or more than it may. */
class ScriptAttackTest {
    private static final InProcess RUNNER = new InProcess(2, 8);

    /** Enough for a slow machine: what must end by the clock has limits of its own. */
    private static final ScriptLimits LIMITS =
            new ScriptLimits(20_000, Duration.ofSeconds(5), 64L << 20, 10_000, 2_000, 5, 60);

    @AfterAll
    static void close() {
        RUNNER.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Java",
                "Packages",
                "Polyglot",
                "java",
                "Graal",
                "require",
                "load",
                "loadWithNewGlobal",
                "quit",
                "exit",
                "print",
                "console",
                "process",
                "Deno",
                "read",
                "readFully",
                "readbuffer",
                "Worker",
                "ShadowRealm",
                "setTimeout",
                "fetch",
                "Date",
                "Proxy",
                "Promise",
                "WeakRef",
                "FinalizationRegistry",
                "ArrayBuffer",
                "SharedArrayBuffer",
                "Atomics",
                "Uint8Array",
                "Float64Array",
                "DataView",
                "WebAssembly",
                "BigInt",
                "Intl",
                "Temporal",
                "performance",
                "debugger_",
                "Interop",
                "Debug",
                "Test262",
                "eval",
                "module",
                "exports",
                "globalThis.Java",
                "globalThis['Pol' + 'yglot']",
                "J\\u0061va",
                "globalThis['\\x4aava']",
                "Math.random",
                "Error.captureStackTrace",
                "Symbol.asyncIterator.Java"
            })
    void whatIsNotThere(String name) {
        String body = name.contains(".") || name.contains("[")
                ? "typeof " + name
                : "typeof " + name + " + typeof globalThis['" + name + "']";
        RawOutcome outcome = run("return " + body + ";");
        assertThat(outcome.output()).as(name).isIn("\"undefined\"", "\"undefinedundefined\"");
    }

    static Stream<Arguments> codeMadeAtRunTime() {
        return Stream.of(
                        "eval('1')",
                        "(0, eval)('1')",
                        "Function('return 1')()",
                        "new Function('return 1')()",
                        "(() => {}).constructor('return 1')()",
                        "''.constructor.constructor('return 1')()",
                        "input.constructor.constructor('return globalThis')()",
                        "log.constructor('return 1')()",
                        "decimal.add.constructor('return 1')()",
                        "(async () => {}).constructor('return 1')()",
                        "(function* () {}).constructor('return 1')()",
                        "(async function* () {}).constructor('return 1')()",
                        "Reflect.construct(Object.getPrototypeOf(() => {}).constructor, ['return 1'])()",
                        "[].map.constructor('return 1')()",
                        "Object.getOwnPropertyDescriptor(Map.prototype, 'size').get.constructor('return 1')()")
                .map(text -> arguments(text));
    }

    @ParameterizedTest
    @MethodSource("codeMadeAtRunTime")
    void noCodeIsMadeAtRunTime(String text) {
        RawOutcome outcome = run("return " + text + " + 'made';");
        assertThat(outcome.code()).as(text).isEqualTo(ScriptFailure.FAILED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "import fs from 'fs';\nexport default function () { return 1; }",
                "import * as x from '/etc/passwd';\nexport default function () { return 1; }",
                "import x from 'polyglot:java';\nexport default function () { return 1; }",
                "export * from './prelude.js';\nexport default function () { return 1; }",
                "import x from 'data:text/javascript,export default 1';\nexport default function () { return 1; }",
                "with ({}) {}\nexport default function () { return 1; }",
                "export default function () { return 1n ** 9n; }",
                "export default function () { return 010; }",
                "export default 7",
                "export const main = () => 1;",
                "});(function () { export default 1",
                "await 1; export default function () { return 1; }",
                ""
            })
    void whatIsNoScript(String source) {
        assertThat(RUNNER.run("a", ScriptCode.of("x.js", source), "null", LIMITS)
                        .code())
                .as(source)
                .isEqualTo(ScriptFailure.SHAPE);
    }

    @Test
    void importingWhileItRunsGivesNothing() {
        RawOutcome outcome =
                run("let got = 'nothing'; import('file:///etc/passwd').then((m) => { got = 'a file'; log(got); },"
                        + " () => log('refused')); return got;");
        assertThat(outcome.output()).isEqualTo("\"nothing\"");
        assertThat(outcome.log()).isSubsetOf("refused").doesNotContain("a file");
    }

    /** Each tries to leave something for the next call of the same context. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Object.prototype.left = 'x'",
                "Array.prototype.push = () => 'x'",
                "globalThis.left = 'x'",
                "this.left = 'x'",
                "Object.defineProperty(globalThis, 'left', {value: 'x'})",
                "JSON.parse = () => 'x'",
                "JSON.stringify = () => '\"x\"'",
                "Math.left = 'x'",
                "decimal.add = () => 'x'",
                "log.left = 'x'",
                "(function* () {}).constructor.prototype.left = 'x'",
                "Object.getPrototypeOf(async function () {}).left = 'x'",
                "Object.getPrototypeOf((function* () {})()).__proto__.left = 'x'",
                "Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]())).left = 'x'",
                "Object.getPrototypeOf([].values().map((x) => x)).left = 'x'",
                "Object.getPrototypeOf((async () => {})()).then = () => 'x'",
                "Object.setPrototypeOf(Array.prototype, {left: 'x'})",
                "Object.prototype.__proto__ = {left: 'x'}",
                "Object.prototype.__defineGetter__('left', () => 'x')",
                "String.prototype.toString.left = 'x'",
                "Object.getOwnPropertyDescriptor(Map.prototype, 'size').get.left = 'x'",
                "RegExp.prototype.exec = () => null",
                "Symbol.prototype.left = 'x'",
                "Error.prototype.left = 'x'",
                "Error.stackTraceLimit = 77"
            })
    void nothingIsLeftBehind(String pollution) {
        assertThat(run(pollution + "; return 1;").code()).as(pollution).isEqualTo(ScriptFailure.FAILED);
        // The context of a call that failed is given up; of one that swallows its failure it is not.
        assertThat(run("try { " + pollution + " } catch (e) {} return 1;").output())
                .isEqualTo("1");
        assertThat(
                        run("return [typeof {}.left, typeof globalThis.left, typeof log.left, [].push === Array.prototype.push,"
                                        + " JSON.stringify({a: 1}), decimal.add('1', '2'), Error.stackTraceLimit !== 77];")
                                .output())
                .as(pollution)
                .isEqualTo("[\"undefined\",\"undefined\",\"undefined\",true,\"{\\\"a\\\":1}\",\"3\",true]");
    }

    @Test
    void aModulesOwnStateIsNewInEveryCall() {
        ScriptCode counting = ScriptCode.of(
                "count.js",
                "let n = 0; const m = new Map(); export default () => { m.set(n++, 1); return [n, m.size]; }");
        for (int i = 0; i < 3; i++) {
            assertThat(RUNNER.run("a", counting, "null", LIMITS).output()).isEqualTo("[1,1]");
        }
        String seen = "const t = (s) => s; export default () => { const s = t`x`; return Object.isFrozen(s); }";
        assertThat(RUNNER.run("a", ScriptCode.of("t.js", seen), "null", LIMITS).output())
                .isEqualTo("true");
        run("/(secret)/.test('a secret'); return 1;");
        assertThat(run("return String(RegExp.$1) + String(RegExp.lastMatch);").output())
                .doesNotContain("secret");
    }

    static Stream<Arguments> endless() {
        return Stream.of(
                arguments("while (true) {}", ScriptFailure.STATEMENTS),
                arguments("for (;;);", ScriptFailure.STATEMENTS),
                arguments("const f = () => f(); f();", ScriptFailure.FAILED),
                arguments("const f = (a) => [f(a), f(a)]; return f(1);", ScriptFailure.FAILED),
                arguments("function* g() { while (true) yield 1; } for (const x of g()) {}", ScriptFailure.STATEMENTS),
                arguments("const f = () => (async () => {})().then(f); f(); return 1;", null),
                arguments("(async () => { while (true) await 0; })(); return 1;", ScriptFailure.STATEMENTS),
                arguments("const o = {}; o.toJSON = () => { while (true) {} }; return o;", ScriptFailure.STATEMENTS),
                arguments("return {get a() { while (true) {} }};", ScriptFailure.STATEMENTS),
                arguments("throw {toString() { while (true) {} }};", ScriptFailure.FAILED),
                arguments("log({toJSON() { while (true) {} }});", ScriptFailure.STATEMENTS),
                arguments("try { while (true) {} } finally { while (true) {} }", ScriptFailure.STATEMENTS),
                arguments("while (true) { try { while (true) {} } catch (e) {} }", ScriptFailure.STATEMENTS));
    }

    @ParameterizedTest
    @MethodSource("endless")
    void whatHasNoEndIsEnded(String body, @org.jspecify.annotations.Nullable String code) {
        RawOutcome outcome = run(body);
        if (code == null) {
            assertThat(outcome.code()).as(body).isNotEmpty();
        } else {
            assertThat(outcome.code()).as(body).isEqualTo(code);
        }
        stillWorks();
    }

    /** One statement each: only the clock ends them; without it, each would take hours. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Array.prototype.indexOf.call({length: 2 ** 53 - 1}, 1);",
                "Array.prototype.reverse.call({length: 2 ** 53 - 1});",
                "Array.prototype.fill.call({length: 2 ** 53 - 1}, 0);",
                "Array.prototype.every.call({length: 2 ** 53 - 1, 0: 1}, () => true);",
                "[].concat({length: 2 ** 53 - 1, [Symbol.isConcatSpreadable]: true}).length.x.x;",
                "Array.from({length: 2 ** 53 - 1}, () => {});",
                "let n = 0; Array.prototype.fill.call({get length() { return n++ ? 2 ** 53 - 1 : 1; }}, 0);",
                "let n = 0; Array.prototype.indexOf.call({get length() { return n++ ? 2 ** 53 - 1 : 1; }}, 1);",
                "const f = [1]; f.flat.call({length: 2 ** 53 - 1});",
                "function f() { return new Set(arguments[Symbol.iterator].call({length: 2 ** 53 - 1})); } f();",
                "function f() { arguments[Symbol.iterator].call({length: 2 ** 53 - 1}).drop(2 ** 53 - 1).next(); } f();",
                "const s = []; s.length = 2 ** 32 - 1; new Set(s);",
                "const s = []; s[2 ** 32 - 2] = 1; Object.fromEntries(s);",
                "const s = []; const i = s.values(); i.next; s.length = 2 ** 32 - 1; new Set(i);",
                "const [...x] = new Array(2 ** 32 - 1);",
                "Math.max.apply(null, {length: 2 ** 53 - 1});",
                "Reflect.construct(Map, {length: 2 ** 53 - 1});",
                "JSON.stringify({}, new Array(2 ** 32 - 1));",
                "JSON.stringify(new Array(2 ** 32 - 1));",
                "new Array(2 ** 32 - 1).join();",
                "/^(a+)+\\1$/.test('a'.repeat(40) + 'b');",
                "/(x+x+)+\\1y/.test('x'.repeat(3000));",
                "/(?<=(a+)+)b\\1/.test('a'.repeat(9000) + 'b');",
                "for (;;) /^(([a-z])+.)+[A-Z]([a-z])+$/.test('a'.repeat(80000));",
                "for (;;) 'a'.repeat(90000).replace(/(a*)*b/g, '');",
                "for (;;) new Array(90000).fill(3).sort();",
                "JSON.parse('['.repeat(50000));"
            })
    void whatIsLongInOneStatementIsEndedByTheClock(String body) {
        ScriptLimits hasty = new ScriptLimits(20_000_000, Duration.ofMillis(150), 1L << 40, 10_000, 2_000, 5, 60);
        long begun = System.nanoTime();
        RawOutcome outcome = RUNNER.run("a", script(body), "{}", hasty);
        assertThat(outcome.code()).as(body).isIn(ScriptFailure.TIMEOUT, ScriptFailure.FAILED);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).as(body).isLessThan(Duration.ofSeconds(30));
        stillWorks();
    }

    /** Nothing can interrupt it, so it is not begun. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "'a'.repeat(100000).indexOf('a'.repeat(50000) + 'b');",
                "'a'.repeat(100000).split('a'.repeat(50000) + 'b');",
                "'a'.repeat(100000).replaceAll({toString() { return 'a'.repeat(50000) + 'b'; }}, '');"
            })
    void longTextsAreNotLookedForInLongTexts(String body) {
        RawOutcome outcome = RUNNER.run("a", script(body), "{}", LIMITS);
        assertThat(outcome.code()).as(body).isEqualTo(ScriptFailure.FAILED);
        stillWorks();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "let s = 'x'; while (true) s += s;",
                "const all = []; while (true) all.push('x'.repeat(50000) + all.length);",
                "const all = []; while (true) all.push(new Array(100000).fill(7));",
                "new Array(50000000).fill(7);",
                "Array.from({length: 50000000});",
                "const m = new Map(); let i = 0; while (true) m.set(i++, [i, i, i, i, i, i, i, i]);",
                "let o = {}; while (true) o = {o, a: [o, o, o, o, o, o]};",
                "return 'x'.repeat(2 ** 30);",
                "return 'x'.padEnd(2 ** 30);",
                "return [...'x'.repeat(90000)].map((c) => c.repeat(90000));",
                "return new Array(900).fill('x'.repeat(90000)).join('');",
                "return 'x'.repeat(90000).replaceAll('x', 'y'.repeat(90000));"
            })
    void whatIsTooLargeIsEnded(String body) {
        ScriptLimits tight = new ScriptLimits(5_000_000, Duration.ofSeconds(20), 24L << 20, 10_000, 2_000, 5, 60);
        RawOutcome outcome = RUNNER.run("a", script(body), "{}", tight);
        assertThat(outcome.code()).as(body).isIn(ScriptFailure.MEMORY, ScriptFailure.FAILED);
        stillWorks();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "return NaN;",
                "return Infinity;",
                "return 0.1;",
                "return 2 ** 60;",
                "return () => 1;",
                "return Symbol('x');",
                "return {a: () => 1};",
                "return new Map([[1, 2]]);",
                "return (async () => 1)();",
                "return new (class A { constructor() { this.a = 1; } })();",
                "return /x/;",
                "return new Error('x');",
                "const o = {}; o.o = o; return o;",
                "let o = {}; for (let i = 0; i < 4000; i++) o = [o]; return o;",
                "return 'x'.repeat(3000);",
                "return Object.create({a: 1});",
                "return {get a() { throw new Error('x'); }};"
            })
    void whatIsNoOutput(String body) {
        RawOutcome outcome = run(body);
        assertThat(outcome.code()).as(body).isIn(ScriptFailure.OUTPUT, ScriptFailure.FAILED);
        assertThat(outcome.output()).isEmpty();
    }

    @Test
    void whatItWritesIsBounded() {
        RawOutcome outcome = run("for (let i = 0; i < 1000; i++) log('x'.repeat(1000), i); return 1;");
        assertThat(outcome.output()).isEqualTo("1");
        assertThat(outcome.log()).hasSize(6).allMatch(line -> line.length() <= 61);
    }

    @Test
    void whatItIsGivenIsBounded() {
        String large = "\"" + "x".repeat(20_000) + "\"";
        assertThat(RUNNER.run("a", script("return 1;"), large, LIMITS).code()).isEqualTo(ScriptFailure.INPUT);
    }

    @Test
    void anErrorsWordsStandInTheLogAndNowhereElse() {
        RawOutcome outcome =
                RUNNER.run("a", script("throw new Error('card ' + input.card);"), "{\"card\":\"4111\"}", LIMITS);
        assertThat(outcome.code()).isEqualTo(ScriptFailure.FAILED);
        assertThat(outcome.line()).isEqualTo(2);
        assertThat(outcome.log()).containsExactly("Error: Error: card 4111");
    }

    @Test
    void scopesShareNothing() {
        ScriptCode code = script("const seen = Object.isFrozen(Object.prototype); return seen;");
        assertThat(RUNNER.run("a", code, "{}", LIMITS).output()).isEqualTo("true");
        assertThat(RUNNER.run("b", code, "{}", LIMITS).output()).isEqualTo("true");
        assertThat(RUNNER.roomsHeld()).isGreaterThanOrEqualTo(2).isLessThanOrEqualTo(8);
    }

    @Test
    void oneScopeDoesNotKeepAnotherWaiting() {
        ScriptLimits patient = new ScriptLimits(1L << 50, Duration.ofSeconds(1), 1L << 50, 10_000, 2_000, 5, 60);
        java.util.List<java.util.concurrent.CompletableFuture<RawOutcome>> endless = new java.util.ArrayList<>();
        for (int i = 0; i < 6; i++) {
            endless.add(java.util.concurrent.CompletableFuture.supplyAsync(
                    () -> RUNNER.run("hog", script("while (true) {}"), "{}", patient)));
        }
        // While one of them runs and the others wait for it.
        while (RUNNER.waiting("hog") < 2
                && endless.stream().noneMatch(java.util.concurrent.CompletableFuture::isDone)) {
            Thread.onSpinWait();
        }
        assertThat(RUNNER.run("a", script("return 1;"), "{}", LIMITS).output()).isEqualTo("1");
        assertThat(endless).noneMatch(java.util.concurrent.CompletableFuture::isDone);
        endless.forEach(call -> assertThat(call.join().isDone()).isFalse());
    }

    @Test
    void moneyStaysExact() {
        assertThat(
                        run("return [decimal.add('0.1', '0.2'), decimal.mul('9007199254740993.55', '3'), decimal.div('10', '3', 4),"
                                        + " decimal.round('2.345', 2), decimal.compare('1.0', 1), decimal.min('2', '10')];")
                                .output())
                .isEqualTo("[\"0.3\",\"27021597764222980.65\",\"3.3333\",\"2.34\",0,\"2\"]");
        assertThat(run("return decimal.add('1e999999999', '1');").code()).isEqualTo(ScriptFailure.FAILED);
        assertThat(run("return decimal.add(0.1, '1');").code()).isEqualTo(ScriptFailure.FAILED);
    }

    private static void stillWorks() {
        assertThat(run("return input;").output()).isEqualTo("{\"a\":1}");
    }

    private static RawOutcome run(String body) {
        return RUNNER.run("a", script(body), "{\"a\":1}", LIMITS);
    }

    private static ScriptCode script(String body) {
        return ScriptCode.of("x.js", "export default function (input, log) {\n" + body + "\n}");
    }
}
