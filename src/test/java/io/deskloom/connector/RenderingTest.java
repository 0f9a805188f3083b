package io.deskloom.connector;

import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.connector.Answers.Meaning;
import io.deskloom.field.Value;
import io.deskloom.metadata.MetadataReader;
import io.deskloom.metadata.ReadOutcome;
import io.deskloom.metadata.SourceFile;
import io.deskloom.model.ConnectorDef;
import io.deskloom.rules.SafeDrl;
import io.deskloom.testing.Snapshots;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** From a connector's definition and values to a request: values stay values, and answers mean what the definition says. */
class RenderingTest {
    private static final UUID ID = UUID.fromString("01900000-0000-7000-8000-000000000001");
    private static final Instant AT = Instant.ofEpochSecond(1_700_000_000L);
    private static final Map<String, String> SECRETS =
            Map.of("token", "tok", "user", "u", "url", "https://im.example/send?key=K&x=1", "sign", "key");

    private static ConnectorDef connector(String baseUrl, String auth, String operation) {
        List<SourceFile> files = new ArrayList<>(Snapshots.demoFiles());
        files.add(new SourceFile("connectors/c.yaml", """
                id: cn_c
                key: c
                label: {en: C, zh: C}
                baseUrl: %s
                as: integration
                auth: %s
                operations:
                  - key: o
                    label: {en: O, zh: O}
                %s
                """.formatted(baseUrl, auth, operation.indent(4))));
        ReadOutcome read = MetadataReader.read(files, new SafeDrl());
        assertThat(read.problems()).isEmpty();
        return read.snapshot().integrations().connectors().get("c");
    }

    private static Rendering.Made made(ConnectorDef c, Map<String, Value> with) {
        return Rendering.call(
                c, c.operation("o").orElseThrow(), with, ID, AT, name -> Optional.ofNullable(SECRETS.get(name)));
    }

    private static OutgoingCall call(ConnectorDef c, Map<String, Value> with) {
        return ((Rendering.Made.Call) made(c, with)).call();
    }

    private static final String PARAMETERS = """
            parameters:
              - {name: a, required: false}
              - {name: n, type: number, required: false}
              - {name: b, type: boolean, required: false}
            """;

    private static Map<String, Value> a(String text) {
        return Map.of("a", Value.text(text));
    }

    @Test
    void valuesKeepTheirTypesInJsonAndStayStrings() {
        ConnectorDef c = connector("https://x.example/v1/", "{kind: none}", PARAMETERS + """
                path: /things
                body: {a: "{{ a }}", said: "Say: {{ a }}", n: "{{ n * 2 }}", b: "{{ b }}", fixed: [1.50, true, null, {x: y}], id: "{{ call.id }}"}
                """);
        OutgoingCall call = call(
                c, Map.of("a", Value.text("\",\"admin\":true,\"x\":\""), "n", Value.num(21), "b", Value.bool(true)));
        assertThat(call.url()).isEqualTo("https://x.example/v1/things");
        assertThat(call.method()).isEqualTo("POST");
        assertThat(call.body())
                .isEqualTo(
                        "{\"a\":\"\\\",\\\"admin\\\":true,\\\"x\\\":\\\"\",\"said\":\"Say: \\\",\\\"admin\\\":true,\\\"x\\\":\\\"\","
                                + "\"n\":42,\"b\":true,\"fixed\":[1.50,true,null,{\"x\":\"y\"}],\"id\":\"" + ID
                                + "\"}");
        assertThat(call.headers()).containsEntry("Content-Type", "application/json; charset=utf-8");
        // What is not given is left out.
        assertThat(call(c, Map.of()).body()).startsWith("{\"said\":\"Say: \",\"fixed\"");
        // A value that looks like an expression is a value.
        assertThat(call(c, a("{{ call.id }}")).body()).contains("\"a\":\"{{ call.id }}\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a/b?c=d#e   | /v1/p/a%2Fb%3Fc%3Dd%23e/end",
                "a b&c;%2e   | /v1/p/a%20b%26c%3B%252e/end",
                "壶           | /v1/p/%E5%A3%B6/end",
                "@evil.example | /v1/p/%40evil.example/end",
                "...         | /v1/p/.../end"
            })
    void aValueInAPathIsOnePartOfIt(String value, String path) {
        ConnectorDef c = connector("https://x.example/v1", "{kind: none}", PARAMETERS + "path: /p/{{ a }}/end\n");
        assertThat(call(c, a(value)).url()).isEqualTo("https://x.example" + path);
    }

    @ParameterizedTest
    @ValueSource(strings = {".", ".."})
    void aValueThatWouldClimbIsRefused(String value) {
        ConnectorDef c = connector("https://x.example/v1", "{kind: none}", PARAMETERS + "path: /p/{{ a }}/end\n");
        assertThat(made(c, a(value))).isEqualTo(new Rendering.Made.Not("value-refused"));
    }

    @Test
    void valuesInQueriesFormsAndHeadersBeginNothingElse() {
        ConnectorDef c = connector("https://x.example", "{kind: none}", PARAMETERS + """
                path: /p
                query: {q: "{{ a }}"}
                form: {to: "{{ a }}", "x[y]": fixed}
                headers: {X-Own: "{{ a }}"}
                idempotencyHeader: Idempotency-Key
                """);
        OutgoingCall call = call(c, a("1&to=2 +=#"));
        assertThat(call.url()).isEqualTo("https://x.example/p?q=1%26to%3D2%20%2B%3D%23");
        assertThat(call.body()).isEqualTo("to=1%26to%3D2%20%2B%3D%23&x%5By%5D=fixed");
        assertThat(call.headers())
                .containsEntry("X-Own", "1&to=2 +=#")
                .containsEntry("Idempotency-Key", ID.toString())
                .containsEntry("Content-Type", "application/x-www-form-urlencoded");
        assertThat(made(c, a("1\r\nX-Evil: 2"))).isEqualTo(new Rendering.Made.Not("value-refused"));
    }

    @Test
    void itIsKnownByWhatItsDefinitionSays() throws Exception {
        String operation = "path: /p\nbody: {x: 1}\n";
        assertThat(call(connector("https://x.example", "{kind: bearer, secret: $token}", operation), Map.of())
                        .headers())
                .containsEntry("Authorization", "Bearer tok");
        assertThat(call(
                                connector("https://x.example", "{kind: basic, user: $user, secret: $token}", operation),
                                Map.of())
                        .headers())
                .containsEntry("Authorization", "Basic dTp0b2s=");
        assertThat(call(
                                connector(
                                        "https://x.example", "{kind: header, name: X-Key, secret: $token}", operation),
                                Map.of())
                        .headers())
                .containsEntry("X-Key", "tok");
        assertThat(call(connector("https://x.example", "{kind: query, name: key, secret: $token}", operation), Map.of())
                        .url())
                .isEqualTo("https://x.example/p?key=tok");
        OutgoingCall signed = call(
                connector(
                        "https://x.example",
                        "{kind: hmac, secret: $sign, header: X-Sign, prefix: sha256=, timeHeader: X-Time}",
                        operation),
                Map.of());
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec("key".getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        byte[] expected = mac.doFinal("1700000000.{\"x\":1}".getBytes(StandardCharsets.UTF_8));
        assertThat(signed.headers())
                .containsEntry("X-Time", "1700000000")
                .containsEntry("X-Sign", "sha256=" + java.util.HexFormat.of().formatHex(expected));
    }

    @Test
    void anAddressThatIsASecretIsCompleteWithItsQuery() {
        assertThat(call(connector("$url", "{kind: none}", "path: /\nbody: {x: 1}\n"), Map.of())
                        .url())
                .isEqualTo("https://im.example/send?key=K&x=1");
        assertThat(call(connector("$url", "{kind: none}", "path: /more\nquery: {z: y}\nbody: {x: 1}\n"), Map.of())
                        .url())
                .isEqualTo("https://im.example/send/more?key=K&x=1&z=y");
        assertThat(made(connector("$absent", "{kind: none}", "path: /\n"), Map.of()))
                .isEqualTo(new Rendering.Made.Not("not-configured"));
        assertThat(made(connector("https://x.example", "{kind: bearer, secret: $absent}", "path: /\n"), Map.of()))
                .isEqualTo(new Rendering.Made.Not("not-configured"));
    }

    private static Meaning meaning(
            String operation, int status, Map<String, String> headers, String body, boolean cut) {
        ConnectorDef c = connector("https://x.example", "{kind: none}", "path: /p\n" + operation);
        return Answers.ofConnector(
                c.operation("o").orElseThrow(),
                new Outcome.Answered(status, headers, body.getBytes(StandardCharsets.UTF_8), cut),
                AT);
    }

    @Test
    void anAnswerMeansWhatTheDefinitionSays() {
        String operation =
                "expects: [200]\nsuccess: {at: /code, is: [\"0\"]}\nanswer: {no: /data/0/no, deep: /data/9}\n";
        assertThat(meaning(operation, 200, Map.of(), "{\"code\":0,\"data\":[{\"no\":\"SF1\"}]}", false))
                .isEqualTo(new Meaning.Done(Map.of("no", "SF1")));
        assertThat(meaning(operation, 200, Map.of(), "{\"code\":93000}", false))
                .isEqualTo(new Meaning.Never("receiver-refused"));
        assertThat(meaning(operation, 200, Map.of(), "<html>", false)).isEqualTo(new Meaning.Never("answer-not-json"));
        assertThat(meaning(operation, 200, Map.of(), "[".repeat(100_000), false))
                .isEqualTo(new Meaning.Never("answer-not-json"));
        assertThat(meaning(operation, 200, Map.of(), "{}", true)).isEqualTo(new Meaning.Never("answer-too-large"));
        assertThat(meaning(operation, 201, Map.of(), "", false)).isEqualTo(new Meaning.Never("receiver-refused"));
        assertThat(meaning("expects: [404]\n", 404, Map.of(), "", true)).isEqualTo(new Meaning.Done(Map.of()));
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 410, 422, 302, 418})
    void whatWillNotChangeByAskingAgainIsNotAskedAgain(int status) {
        assertThat(meaning("expects: [200]\n", status, Map.of(), "", false))
                .isEqualTo(new Meaning.Never("receiver-refused"));
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 409, 423, 425, 429, 500, 502, 503, 504})
    void whatIsBusyIsAskedLater(int status) {
        assertThat(meaning("expects: [200]\n", status, Map.of(), "", false))
                .isEqualTo(new Meaning.Later("receiver-busy", Optional.empty()));
    }

    @Test
    void aReceiverMaySayWhen() {
        assertThat(meaning("expects: [200]\n", 429, Map.of("retry-after", "120"), "", false))
                .isEqualTo(new Meaning.Later("receiver-busy", Optional.of(Duration.ofMinutes(2))));
        assertThat(meaning("expects: [200]\n", 503, Map.of("retry-after", "Tue, 14 Nov 2023 22:14:20 GMT"), "", false))
                .isEqualTo(new Meaning.Later("receiver-busy", Optional.of(Duration.ofMinutes(1))));
        assertThat(meaning("expects: [200]\n", 503, Map.of("retry-after", "soon"), "", false))
                .isEqualTo(new Meaning.Later("receiver-busy", Optional.empty()));
    }
}
