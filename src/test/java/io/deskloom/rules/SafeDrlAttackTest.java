package io.deskloom.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import io.deskloom.field.Value;
import io.deskloom.kernel.Label;
import io.deskloom.kernel.Problems;
import io.deskloom.model.PackDef;
import io.deskloom.model.RuleDef;
import io.deskloom.model.TicketTypeDef;
import io.deskloom.testing.Snapshots;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Texts that want more than rules may: each must be refused with its file and line, quickly, and without running. */
class SafeDrlAttackTest {
    private static final Map<String, TicketTypeDef> TYPES = Snapshots.demo().types();
    private static final Set<String> TEAMS = Set.of("after_sales", "vip_desk", "finance");
    private static final PackDef PACK = new PackDef(
            "com.evil",
            "evil",
            "1.0.0",
            Label.of("Evil"),
            Set.of("return_refund.*", "ticket.*", "actor.*", "event.*"),
            Set.of("ticket.*", "return_refund.*"),
            Map.of("days", Value.num(7)));
    private static final String OK = "desk.setPriority(\"high\");";

    @TestFactory
    Stream<DynamicTest> hostileTextsAreRefused() {
        Map<String, String> attacks = new LinkedHashMap<>();
        consequences(attacks);
        constraints(attacks);
        patterns(attacks);
        declarations(attacks);
        disguises(attacks);
        bombs(attacks);
        assertThat(attacks).hasSizeGreaterThan(60);
        return attacks.entrySet().stream().map(a -> DynamicTest.dynamicTest(a.getKey(), () -> refused(a.getValue())));
    }

    @Test
    void theFrameTheAttacksStandInIsAcceptedWithoutThem() {
        Problems problems = new Problems();
        assertThat(new SafeDrl().translate(PACK, "a.drl", when("Ticket( reason == \"size\" )"), TYPES, TEAMS, problems))
                .hasSize(1);
        assertThat(problems.list()).isEmpty();
    }

    @Test
    void nothingThatCouldCompileIsEvenReferred() {
        ArchRuleDefinition.noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.drools.compiler..",
                        "org.drools.mvel..",
                        "org.drools.mvelcompiler..",
                        "org.drools.model.codegen..",
                        "org.mvel2..",
                        "org.kie.memorycompiler..",
                        "org.kie.api.builder..",
                        "org.kie.internal.builder..",
                        "javax.tools..")
                .because("rule text is translated, never compiled")
                .check(new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages("io.deskloom.rules"));
    }

    private static void refused(String text) {
        Problems problems = new Problems();
        List<RuleDef> rules = Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(20), () -> new SafeDrl().translate(PACK, "evil.drl", text, TYPES, TEAMS, problems));
        assertThat(problems.list()).isNotEmpty().allSatisfy(p -> {
            assertThat(p.source()).isNotNull();
            assertThat(java.util.Objects.requireNonNull(p.source()).file()).isEqualTo("evil.drl");
            assertThat(java.util.Objects.requireNonNull(p.source()).line()).isPositive();
            assertThat(p.message()).contains("Allowed: ");
        });
        assertThat(rules).noneMatch(r -> r.key().equals("r"));
        assertThat(System.getProperty("deskloom.pwned")).isNull();
    }

    private static String when(String conditions) {
        return "rule r when " + conditions + " then " + OK + " end";
    }

    private static String then(String consequence) {
        return "rule r when Ticket( reason == \"size\" ) then " + consequence + " end";
    }

    private static String ticket(String constraint) {
        return when("Ticket( " + constraint + " )");
    }

    private static void consequences(Map<String, String> attacks) {
        for (String java : List.of(
                "System.exit(1);",
                "System.setProperty(\"deskloom.pwned\", \"1\");",
                OK + " Runtime.getRuntime().exec(\"id\");",
                "new java.io.File(\"/etc/passwd\");",
                "modify($t) { setPriority(1) };",
                "update($t);",
                "insert(new Object());",
                "delete($t);",
                "drools.halt();",
                "kcontext.getKieRuntime();",
                "desk.getClass();",
                "desk.setPriority(\"high\".toUpperCase());",
                "desk.setPriority(System.getenv(\"HOME\"));",
                "desk.setPriority(\"high\"), System.exit(1);",
                "desk.setField(\"subject\", \"a\" + \"b\");",
                "desk.setField(\"refund_amount\", (Object) 1);",
                "desk.setField(desk.toString(), 1);",
                "if (true) { " + OK + " }",
                "for (;;) {}",
                "{ " + OK + " }",
                "@Deprecated " + OK,
                "desk /**/ . /**/ halt();",
                "desk.setPriority(\"high\"",
                "")) {
            attacks.put("then " + java, then(java));
        }
    }

    private static void constraints(Map<String, String> attacks) {
        for (String constraint : List.of(
                "eval( true )",
                "subject.getClass() != null",
                "subject.class.name == \"x\"",
                "java.lang.System.exit(1) == null",
                "System.getProperty(\"a\") == \"b\"",
                "T(java.lang.Runtime) == null",
                "subject.length() > 3",
                "subject matches \"(a)\\\\1\"",
                "subject matches \"(?=a)a\"",
                "subject matches \"((a{99}){99}){99}\"",
                "subject matches \"[\"",
                "subject matches reason",
                "subject soundslike \"x\"",
                "subject str[length] 5",
                "subject excludes \"x\"",
                "this == null",
                "this[\"subject\"] == \"x\"",
                "subject#String.length > 1",
                "subject!.length > 1",
                "items_count + 1 > 2",
                "(items_count = 3) == 3",
                "items_count++ > 2",
                "resellable ? true : false",
                "new String() == \"\"",
                "subject == { \"a\" }",
                "reason == \"size\" ; ",
                "$x := reason",
                "items_count > 0x10",
                "items_count > 1e9",
                "items_count > 5L",
                "items_count > \"a lot\"",
                "secret_field == 1",
                "param.unknown > 1",
                "reason == 'a' & tier == 'b'")) {
            attacks.put("Ticket( " + constraint + " )", ticket(constraint));
        }
    }

    private static void patterns(Map<String, String> attacks) {
        for (String pattern : List.of(
                "Ticket( reason == \"size\" ) eval( true )",
                "$t : Ticket()",
                "Ticket() from entry-point \"x\"",
                "Ticket() from collection.list()",
                "$l : java.util.List() from collect( Ticket() )",
                "accumulate( Ticket( $p : paid ); $s : sum($p) )",
                "Number() from accumulate( Ticket(), init(int i=0;) action(i++;) reverse(i--;) result(i) )",
                "Object()",
                "java.lang.Runtime()",
                "not Ticket( reason == \"size\" )",
                "exists Ticket()",
                "forall( Ticket() )",
                "Ticket() or Actor()",
                "Ticket() over window:time( 5s )",
                "?other()",
                "Ticket( \"size\" ; )",
                "Ticket() @watch( * )",
                "Ticket() do[x]",
                "Ticket() if ( reason == \"size\" ) do[x]")) {
            attacks.put("when " + pattern, when(pattern));
        }
        attacks.put("named consequence", "rule r when Ticket() do[x] then " + OK + " then[x] System.exit(1); end");
        attacks.put("extends", "rule r extends other when Ticket() then " + OK + " end");
    }

    private static void declarations(Map<String, String> attacks) {
        for (String line : List.of(
                "import java.util.*;",
                "import static java.lang.System.exit;",
                "import function java.lang.Math.max;",
                "import accumulate java.lang.Object f;",
                "global java.util.List list;",
                "function void f() { System.exit(1); }",
                "query q() Ticket() end",
                "declare Ticket reason : String end",
                "declare enum E A(1); end",
                "declare window W Ticket() over window:length(1) end",
                "dialect \"mvel\"",
                "unit Foo;")) {
            attacks.put(line, line + "\n" + when("Ticket( reason == \"size\" )").replace("rule r ", "rule ok "));
        }
        for (String attribute : List.of(
                "salience ( 1 + 2 )",
                "salience $x",
                "salience 99999999999",
                "agenda-group \"x\"",
                "ruleflow-group \"x\"",
                "activation-group \"x\"",
                "auto-focus true",
                "lock-on-active true",
                "no-loop false",
                "dialect \"mvel\"",
                "enabled ( false )",
                "timer ( int: 1s )",
                "duration 5",
                "calendars \"x\"",
                "date-effective \"01-Jan-2030\"",
                "@Propagation(IMMEDIATE)",
                "@label(en = System.exit(1))")) {
            attacks.put(attribute, "rule r " + attribute + " when Ticket() then " + OK + " end");
        }
    }

    private static void disguises(Map<String, String> attacks) {
        attacks.put("unicode escape in a keyword", when("Ticket( \\u0065val(true) )"));
        attacks.put("unicode escape in the consequence", then("\\u0053ystem.exit(1);"));
        attacks.put("unicode escape that ends a comment", then("/* \\u002a/ System.exit(1); /* */ " + OK));
        attacks.put("comment that only looks closed", then("/* / System.exit(1); " + OK));
        attacks.put("right-to-left override", then("/* \u202e */ " + OK));
        attacks.put("zero width space in a name", ticket("rea\u200bson == \"size\""));
        attacks.put("look-alike letter", ticket("re\u0430son == \"size\""));
        attacks.put("NUL", ticket("reason == \"a\0b\""));
        attacks.put("text that does not end", ticket("reason == \"size"));
        attacks.put("text over two lines", ticket("reason == \"si\nze\""));
        attacks.put("other escapes", ticket("subject == \"a\\0b\""));
        attacks.put("rule name is a path", when("Ticket()").replace("rule r", "rule \"../../r\""));
        attacks.put(
                "the same rule twice",
                when("Ticket()").replace("rule r", "rule s") + "\n"
                        + then("System.exit(1);").replace("rule r", "rule s"));
        attacks.put("text after the rules", when("Ticket()").replace("rule r", "rule s") + "\n} System.exit(1);");
    }

    private static void bombs(Map<String, String> attacks) {
        attacks.put("parentheses", ticket("(".repeat(5_000) + "reason" + ")".repeat(5_000) + " == \"x\""));
        attacks.put("parentheses within bounds", ticket("(".repeat(18) + "reason == \"x\"" + ")".repeat(18)));
        attacks.put("brackets", ticket("subject == " + "[".repeat(18) + "]".repeat(18)));
        attacks.put(
                "brackets, often",
                ticket("subject == " + "[".repeat(12) + "]".repeat(12)).repeat(500));
        attacks.put("casts", ticket("subject == " + "(subject)".repeat(500) + "subject"));
        attacks.put("calls", ticket("f(".repeat(18) + "subject" + ")".repeat(18) + " == 1"));
        attacks.put("generics", ticket("subject == " + "a<".repeat(10_000) + "b" + ">".repeat(10_000)));
        attacks.put("not", ticket("!".repeat(60_000) + "resellable"));
        attacks.put("minus", ticket("items_count == " + "- ".repeat(30_000) + "1"));
        attacks.put("and", ticket("items_count == 1 && ".repeat(2_000) + "items_count == 1"));
        attacks.put("or", when("Ticket() or ".repeat(3_000) + "Ticket()"));
        attacks.put("dots", ticket("a.".repeat(30_000) + "b == 1"));
        attacks.put("long text", ticket("subject == \"" + "x".repeat(60_000) + "\""));
        attacks.put("long number", ticket("items_count == " + "9".repeat(60_000)));
        attacks.put("long list", ticket("subject in (" + "\"a\",".repeat(10_000) + "\"a\")"));
        attacks.put("large file", "// " + "x".repeat(70_000) + "\n" + when("Ticket()"));
        attacks.put("many bytes", "// " + "猫".repeat(30_000) + "\n" + when("Ticket()"));
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < 600; i++) {
            many.append("rule q")
                    .append(i)
                    .append(" when Ticket() then ")
                    .append(OK)
                    .append(" end\n");
        }
        attacks.put("many rules", many + "");
        attacks.put("many intents", then(OK.repeat(500)));
    }
}
