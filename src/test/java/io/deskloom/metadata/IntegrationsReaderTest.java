package io.deskloom.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.kernel.Problem;
import io.deskloom.model.ConnectorDef;
import io.deskloom.model.RuleDef;
import io.deskloom.model.WebhookDef;
import io.deskloom.rules.SafeDrl;
import io.deskloom.testing.Snapshots;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Webhooks and connectors as files: what they mean, and what is wrong with them, in both languages. */
class IntegrationsReaderTest {
    private static final String WEBHOOK = """
            id: wh_w
            key: w
            label: {en: W, zh: W}
            url: https://x.example/hook
            as: integration
            secret: $hook
            fields: [reason]
            events:
              - {type: return_refund, on: [created], when: 'reason == "size"'}
              - {type: customer, on: [updated]}
            """;

    private static final String CONNECTOR = """
            id: cn_c
            key: c
            label: {en: C, zh: C}
            baseUrl: https://x.example
            as: integration
            auth: {kind: header, name: X-Key, secret: $key}
            operations:
              - key: o
                label: {en: O, zh: O}
                path: /p/{{ a }}
                parameters: [{name: a}, {name: n, type: number, required: false}]
                headers: {X-Own: "{{ n }}"}
                body: {a: "{{ a }}"}
                answer: {no: /data/no}
            """;

    private static final String TRIGGER = """
            id: tr_t
            key: t
            label: {en: T, zh: T}
            type: return_refund
            on: [created]
            do:
              - callWebhook: {webhook: w}
              - callConnector: {connector: c, operation: o, with: {a: order_no, n: items_count}}
            """;

    private static ReadOutcome read(Map<String, String> files) {
        List<SourceFile> all = new ArrayList<>(Snapshots.demoFiles());
        files.forEach((path, text) -> all.add(new SourceFile(path, text)));
        return MetadataReader.read(all, new SafeDrl());
    }

    private static Map<String, String> files(String webhook, String connector, String trigger) {
        return Map.of("webhooks/w.yaml", webhook, "connectors/c.yaml", connector, "triggers/t.yaml", trigger);
    }

    @Test
    void theyAreWhatTheirFilesSay() {
        ReadOutcome read = read(files(WEBHOOK, CONNECTOR, TRIGGER));
        assertThat(read.problems()).isEmpty();
        WebhookDef webhook = read.orThrow().integrations().webhooks().get("w");
        assertThat(webhook.secrets()).containsExactly("hook");
        assertThat(webhook.events()).hasSize(2);
        ConnectorDef connector = read.orThrow().integrations().connectors().get("c");
        assertThat(connector.secrets()).containsExactly("key");
        assertThat(connector.operation("o").orElseThrow().expects()).containsExactlyInAnyOrder(200, 201, 202, 204);
        assertThat(read.orThrow().integrations().secrets()).containsEntry("key", Set.of("connector c"));
        // What a webhook subscribes to is a rule, and no trigger can have its id.
        List<RuleDef> own =
                read.orThrow().rules().stream().filter(r -> r.key().equals("w")).toList();
        assertThat(own).extracting(RuleDef::id).containsExactly("wh_w.customer", "wh_w.return_refund");
        assertThat(own).extracting(RuleDef::then).containsOnly(List.of(new RuleDef.IntentDef.CallWebhook("w")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "webhook   | as: integration            | as: nobody                          | reference.role",
                "webhook   | type: customer             | type: custmer                       | reference.type",
                "webhook   | fields: [reason]           | fields: [raeson]                    | reference.field",
                "webhook   | on: [updated]              | on: [commented]                     | trigger.object_event",
                "webhook   | type: customer, on: [updated] | type: return_refund, on: [acted] | duplicate",
                "webhook   | url: https://x.example/hook | url: ftp://x.example/hook          | schema.pattern",
                "webhook   | secret: $hook              | secret: whsec_in_a_file             | schema.pattern",
                "webhook   | 'reason == \"size\"'       | 'raeson == \"size\"'                | expr.unknown_attribute",
                "connector | as: integration            | as: nobody                          | reference.role",
                "connector | {kind: header, name: X-Key, secret: $key} | {kind: bearer}       | schema.missing",
                "connector | name: X-Key                | name: Host                          | connector.header",
                "connector | {X-Own:                    | {Transfer-Encoding:                 | connector.header",
                "connector | {X-Own:                    | {Proxy-Authorization:               | connector.header",
                "connector | path: /p/{{ a }}           | path: //evil.example/{{ a }}        | connector.path",
                "connector | path: /p/{{ a }}           | path: /p/../{{ a }}                 | connector.path",
                "connector | path: /p/{{ a }}           | path: /p?x={{ a }}                  | connector.path",
                "connector | path: /p/{{ a }}           | path: /p/{{ b }}                    | expr.unknown_attribute",
                "connector | path: /p/{{ a }}           | path: /p/{{ a                       | template.open",
                "connector | path: /p/{{ a }}           | `method: GET\n    path: /p`         | connector.body",
                "connector | {no: /data/no}             | {no: data}                          | schema.pattern",
                "connector | {name: n, type             | {name: a, type                      | duplicate",
                "trigger   | webhook: w                 | webhook: v                          | reference.webhook",
                "trigger   | connector: c               | connector: d                        | reference.connector",
                "trigger   | operation: o               | operation: p                        | reference.operation",
                "trigger   | a: order_no, n             | n                                   | connector.parameter",
                "trigger   | a: order_no                | a: order_no, b: reason              | reference.parameter",
                "trigger   | a: order_no                | a: items_count                      | expr.expected_type",
                "trigger   | n: items_count}            | n: items_count}, save: {order_no: na}   | reference.answer",
                "trigger   | n: items_count}            | n: items_count}, save: {oder_no: no}    | reference.field",
                "trigger   | n: items_count}            | n: items_count}, save: {paid: no}       | connector.save",
                "trigger   | n: items_count}            | n: items_count}, save: {paid_per_item: no} | trigger.derived",
                "trigger   | n: items_count             | n: {en: x, zh: x}                   | connector.argument"
            })
    void whatIsWrongIsSaidInBothLanguages(String file, String right, String wrong, String code) {
        assertThat(file.equals("webhook") ? WEBHOOK : file.equals("connector") ? CONNECTOR : TRIGGER)
                .contains(right);
        ReadOutcome read = read(files(
                file.equals("webhook") ? WEBHOOK.replace(right, wrong) : WEBHOOK,
                file.equals("connector") ? CONNECTOR.replace(right, wrong) : CONNECTOR,
                file.equals("trigger") ? TRIGGER.replace(right, wrong) : TRIGGER));
        assertThat(read.problems()).extracting(Problem::code).contains(code);
        assertThat(read.problems()).allSatisfy(p -> {
            assertThat(p.source()).isNotNull();
            assertThat(ProblemWords.missing(p)).as(p.code() + " " + p.message()).isEmpty();
        });
    }

    @Test
    void aPackCallsWhatItHasDeclaredAndWhatIsThere() {
        String pack = """
                apiVersion: deskloom.io/v1
                id: com.example.caller
                namespace: caller
                version: 1.0.0
                label: {en: Caller, zh: 调用}
                capabilities: {read: ["return_refund.*", "ticket.type"], write: [%s]}
                """;
        String rule = """
                package com.example.caller;
                rule "calls"
                    @label(en = "Calls", zh = "调用")
                when
                    Ticket( type == "return_refund", $no : order_no, reason == "size" )
                then
                    desk.callWebhook("w");
                    desk.callConnector("c", "o", "a", $no, "n", 2);
                end
                """;
        String workspace = Snapshots.demoFiles().stream()
                .filter(f -> f.path().equals("workspace.yaml"))
                .findFirst()
                .orElseThrow()
                .text();
        assertThat(codes(pack, "\"webhook.w\", \"connector.c\"", rule, workspace))
                .isEmpty();
        assertThat(codes(pack, "\"webhook.*\", \"connector.*\"", rule, workspace))
                .isEmpty();
        assertThat(codes(pack, "\"webhook.w\"", rule, workspace)).hasSize(1);
        assertThat(codes(pack, "\"webhook.v\"", rule, workspace)).contains("reference.webhook");
        assertThat(codes(pack, "\"webhook.*\", \"connector.*\"", rule.replace("\"w\"", "\"v\""), workspace))
                .containsExactly("reference.webhook");
        assertThat(codes(pack, "\"webhook.*\", \"connector.*\"", rule.replace("\"n\", 2", "\"n\", \"2\""), workspace))
                .containsExactly("connector.call");
        assertThat(codes(pack, "\"webhook.*\", \"connector.*\"", rule.replace("\"a\", $no, ", ""), workspace))
                .containsExactly("connector.call");
    }

    private static List<String> codes(String pack, String writes, String rule, String workspace) {
        List<SourceFile> all = new ArrayList<>(Snapshots.demoFiles());
        all.removeIf(f -> f.path().equals("workspace.yaml"));
        all.add(new SourceFile("workspace.yaml", workspace.stripTrailing() + "\n  - {id: com.example.caller}\n"));
        all.add(new SourceFile("webhooks/w.yaml", WEBHOOK));
        all.add(new SourceFile("connectors/c.yaml", CONNECTOR));
        all.add(new SourceFile("rule-packs/caller/pack.yaml", pack.formatted(writes)));
        all.add(new SourceFile("rule-packs/caller/rules/calls.drl", rule));
        return MetadataReader.read(all, new SafeDrl()).problems().stream()
                .map(Problem::code)
                .toList();
    }
}
