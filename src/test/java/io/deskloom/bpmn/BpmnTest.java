package io.deskloom.bpmn;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deskloom.kernel.Problem;
import io.deskloom.kernel.Result;
import io.deskloom.metadata.MetadataReader;
import io.deskloom.metadata.PlainYaml;
import io.deskloom.metadata.ReadOutcome;
import io.deskloom.metadata.SourceFile;
import io.deskloom.model.FlowDef;
import io.deskloom.testing.RandomFlows;
import io.deskloom.testing.Snapshots;
import java.io.IOException;
import java.io.StringReader;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SOPs as drawings and back; drawings of other tools; and drawings that mean harm. */
class BpmnTest {
    // ---- There and back

    @Test
    void whatIsWrittenIsReadAsTheSameFlow() {
        for (int seed = 0; seed < 300; seed++) {
            ObjectNode flow = RandomFlows.of(new Random(seed), 8);
            String xml = BpmnWriter.write(flow).xml();
            BpmnReader.Read read = read(xml);
            assertThat(read.report()).as(seed + "").isEmpty();
            assertThat(same(read.flow())).as(seed + "\n" + xml).isEqualTo(same(flow));
            if (seed < 40) {
                assertThat(flowOf(read.files("mending"))).isEqualTo(flowOf(Map.of(FLOW, flow.toString())));
            }
        }
    }

    @Test
    void everyFlowOfTheDemoComesBackAsItWas() {
        List<SourceFile> flows = Snapshots.demoFiles().stream()
                .filter(f -> f.path().matches("types/[a-z_]+/flow.yaml|flows/.*"))
                .toList();
        assertThat(flows).hasSizeGreaterThan(4);
        for (SourceFile file : flows) {
            JsonNode flow = PlainYaml.read(file.path(), file.text()).json();
            BpmnReader.Read read = read(BpmnWriter.write(flow).xml());
            assertThat(same(read.flow())).as(file.path()).isEqualTo(same(flow));
            // The YAML says the same, whatever stands in it.
            String yaml = read.files("x").get("types/x/flow.yaml");
            assertThat(same(PlainYaml.read("flow.yaml", yaml).json())).as(yaml).isEqualTo(same(read.flow()));
        }
    }

    private static final String EVERYTHING = """
            id: fl_all
            key: all
            label: {en: All, zh: 全部}
            start: start
            cancel: {to: off}
            nodes:
              - {id: start, kind: start, label: {en: Start, zh: 开始}}
              - {id: work, kind: task, label: {en: "Work: <b>&amp; more"}, role: agent, actions: [{key: go, label: {en: Go}}, {key: stop, label: {en: Stop}}], may: {hold: {}}}
              - {id: sign, kind: approval, label: {en: Sign}, of: [{role: a}, {role: b}], mode: 1, order: sequence, timeout: P2D}
              - {id: both, kind: confirm, label: {en: Both}, of: [{role: a}]}
              - {id: act, kind: action, label: {en: Act}, do: [{setPriority: high}], pointOfNoReturn: true}
              - {id: calc, kind: script, label: {en: Calc}, script: calc}
              - {id: pause, kind: wait, label: {en: Pause}, for: {time: PT1H}}
              - {id: day, kind: wait, label: {en: Day}, for: {until: promised_at}}
              - {id: reply, kind: wait, label: {en: Reply}, for: {reply: customer}, timeout: P7D}
              - {id: stock, kind: wait, label: {en: Stock}, for: {condition: 'stock > 0 && place == "<x>"'}}
              - {id: others, kind: wait, label: {en: Others}, for: {linked: parent_of}}
              - {id: sub, kind: subflow, label: {en: Sub}, flow: check}
              - {id: kid, kind: child, label: {en: Kid}, type: other, fields: {title: title}, save: {a: b}}
              - {id: fork, kind: parallel, label: {en: Fork}}
              - {id: left, kind: task, label: {en: Left}, actions: [{key: go, label: {en: Go}}]}
              - {id: right, kind: task, label: {en: Right}, actions: [{key: go, label: {en: Go}}]}
              - {id: join, kind: join, label: {en: Join}, mode: any}
              - {id: done, kind: end, label: {en: Done}, status: solved, outcome: fine}
              - {id: off, kind: end, label: {en: Off}, status: cancelled}
            edges:
              - {from: start, to: work}
              - {from: work, on: go, to: sign, when: a > 1 && b < 2}
              - {from: work, on: go, to: both, else: true}
              - {from: work, on: stop, to: off}
              - {from: sign, on: approve, to: both}
              - {from: sign, on: refuse, to: work}
              - {from: sign, on: timeout, to: work}
              - {from: both, on: confirm, to: act}
              - {from: both, on: refuse, to: work}
              - {from: act, to: calc}
              - {from: act, on: failed, to: work}
              - {from: calc, to: pause}
              - {from: pause, to: day}
              - {from: day, to: reply}
              - {from: reply, to: stock}
              - {from: reply, on: timeout, to: off}
              - {from: stock, to: others}
              - {from: others, to: sub}
              - {from: sub, on: fine, to: kid}
              - {from: sub, on: broken, to: fork}
              - {from: kid, to: fork}
              - {from: kid, on: cancelled, to: off}
              - {from: fork, to: left}
              - {from: fork, to: right}
              - {from: left, on: go, to: join}
              - {from: right, on: go, to: join}
              - {from: join, to: done}
            """;

    @Test
    void everyKindOfNodeIsDrawnAndWhatHasNoCounterpartIsReported() throws Exception {
        JsonNode flow = PlainYaml.read("flow.yaml", EVERYTHING).json();
        BpmnWriter.Written written = BpmnWriter.write(flow);
        assertThat(written.report())
                .extracting(n -> n.code() + " " + n.element())
                .contains(
                        "bpmn.people work",
                        "bpmn.powers work",
                        "bpmn.approval sign",
                        "bpmn.approval both",
                        "bpmn.action act",
                        "bpmn.child kid",
                        "bpmn.linked others",
                        "bpmn.wait_timeout reply",
                        "bpmn.join_any join",
                        "bpmn.cancel ");
        assertThat(written.report())
                .allSatisfy(n -> assertThat(n.said().byLanguage()).containsKeys("en", "zh"));
        assertThat(written.xml())
                .contains("<bpmn:userTask id=\"work\"", "<bpmn:callActivity id=\"sub\"", "<bpmn:scriptTask id=\"calc\"")
                .contains("<bpmn:boundaryEvent id=\"Timeout_sign\"", "<bpmn:receiveTask id=\"reply\"");
        assertThat(same(read(written.xml()).flow())).isEqualTo(same(flow));
        drawn(written.xml());
    }

    /** Every id is there once, every reference leads to one, and every node and way has a place in the picture. */
    private static void drawn(String xml) throws Exception {
        XMLStreamReader reader = XMLInputFactory.newDefaultFactory().createXMLStreamReader(new StringReader(xml));
        Set<String> ids = new HashSet<>();
        List<String> references = new ArrayList<>();
        Set<String> drawn = new HashSet<>();
        Set<String> toDraw = new HashSet<>();
        while (reader.hasNext()) {
            if (reader.next() != XMLStreamConstants.START_ELEMENT) {
                continue;
            }
            String name = reader.getLocalName();
            String id = reader.getAttributeValue(null, "id");
            if (id != null) {
                assertThat(ids.add(id)).as(id).isTrue();
            }
            for (String reference : List.of("sourceRef", "targetRef", "attachedToRef", "default", "bpmnElement")) {
                String to = reader.getAttributeValue(null, reference);
                if (to != null) {
                    references.add(to);
                }
            }
            if (name.endsWith("Task")
                    || name.endsWith("Gateway")
                    || name.endsWith("Event")
                    || name.equals("callActivity")
                    || name.equals("sequenceFlow")) {
                toDraw.add(id);
            }
            if (name.equals("BPMNShape") || name.equals("BPMNEdge")) {
                drawn.add(reader.getAttributeValue(null, "bpmnElement"));
            }
            if (name.equals("Bounds")) {
                assertThat(Integer.parseInt(reader.getAttributeValue(null, "x")))
                        .isNotNegative();
                assertThat(Integer.parseInt(reader.getAttributeValue(null, "y")))
                        .isNotNegative();
            }
        }
        assertThat(ids).containsAll(references);
        assertThat(drawn).isEqualTo(toDraw);
    }

    @Test
    void whatAnotherToolChangesIsTaken() {
        JsonNode flow = PlainYaml.read("flow.yaml", EVERYTHING).json();
        String xml = BpmnWriter.write(flow)
                .xml()
                .replace("name=\"Sign\"", "name=\"Sign here\"")
                .replace(">PT1H<", ">PT3H<")
                .replace(">P2D<", ">P5D<")
                .replace("a &gt; 1 &amp;&amp; b &lt; 2", "a &gt; 7");
        JsonNode read = read(xml).flow();
        assertThat(node(read, "sign").at("/label/en").asText()).isEqualTo("Sign here");
        assertThat(node(read, "sign").path("timeout").asText()).isEqualTo("P5D");
        assertThat(node(read, "sign").path("of").size()).isEqualTo(2);
        assertThat(node(read, "pause").at("/for/time").asText()).isEqualTo("PT3H");
        assertThat(read.path("edges").get(1).path("when").asText()).isEqualTo("a > 7");
    }

    // ---- Drawings of other tools

    private static final String FOREIGN = """
            <?xml version="1.0" encoding="UTF-8"?>
            <definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="x">
              <process id="Repair" name="Repair">
                <laneSet id="lanes"><lane id="l1"/></laneSet>
                <startEvent id="StartEvent_1"><outgoing>f0</outgoing></startEvent>
                <userTask id="Activity_0x1" name="Look at it"/>
                <exclusiveGateway id="Gateway_1" name="Costly?" default="f3"/>
                <parallelGateway id="Split"><incoming>f2</incoming><outgoing>f4</outgoing><outgoing>f5</outgoing></parallelGateway>
                <userTask id="A" name="Ask"/>
                <intermediateCatchEvent id="Tomorrow" name="Tomorrow"><timerEventDefinition><timeDuration>P1D</timeDuration></timerEventDefinition></intermediateCatchEvent>
                <parallelGateway id="Meet"><incoming>f6</incoming><incoming>f7</incoming><outgoing>f8</outgoing></parallelGateway>
                <serviceTask id="Pay" name="Pay"/>
                <subProcess id="Pack" name="Pack">
                  <startEvent id="s"/><userTask id="box" name="Box it"/><endEvent id="e"/>
                  <sequenceFlow id="p1" sourceRef="s" targetRef="box"/><sequenceFlow id="p2" sourceRef="box" targetRef="e"/>
                </subProcess>
                <endEvent id="End"/>
                <textAnnotation id="note"><text>hello</text></textAnnotation>
                <sequenceFlow id="f0" sourceRef="StartEvent_1" targetRef="Activity_0x1"/>
                <sequenceFlow id="f1" sourceRef="Activity_0x1" targetRef="Gateway_1"/>
                <sequenceFlow id="f2" sourceRef="Gateway_1" targetRef="Split"><conditionExpression>cost &gt; 100</conditionExpression></sequenceFlow>
                <sequenceFlow id="f3" sourceRef="Gateway_1" targetRef="Pack"/>
                <sequenceFlow id="f4" sourceRef="Split" targetRef="A"/>
                <sequenceFlow id="f5" sourceRef="Split" targetRef="Tomorrow"/>
                <sequenceFlow id="f6" sourceRef="A" targetRef="Meet"/>
                <sequenceFlow id="f7" sourceRef="Tomorrow" targetRef="Meet"/>
                <sequenceFlow id="f8" sourceRef="Meet" targetRef="Pay"/>
                <sequenceFlow id="f9" sourceRef="Pay" targetRef="Pack"/>
                <sequenceFlow id="f10" sourceRef="Pack" targetRef="End"/>
              </process>
            </definitions>
            """;

    @Test
    void aDrawingOfAnotherToolIsAFlowThatCanBePublished() {
        BpmnReader.Read read = read(FOREIGN.strip());
        assertThat(read.report())
                .extracting(n -> n.code() + " " + n.element())
                .containsExactlyInAnyOrder(
                        "bpmn.lanes lanes", "bpmn.service Pay", "bpmn.subprocess Pack", "bpmn.ignored note");
        Map<String, String> files = read.files("mending");
        assertThat(files).containsOnlyKeys(FLOW, "flows/pack.yaml");
        FlowDef flow = flowOf(files);
        assertThat(flow.nodes())
                .extracting(n -> n.id() + " " + n.kind())
                .containsExactly(
                        "startevent_1 start",
                        "activity_0x1 task",
                        "gateway_1 decision",
                        "split parallel",
                        "a task",
                        "tomorrow wait",
                        "meet join",
                        "pay task",
                        "pack__s decision",
                        "pack__box task",
                        "pack__e decision",
                        "end end");
    }

    @Test
    void whatHasNoCounterpartIsSaid() {
        String odd = FOREIGN.strip()
                .replace("<exclusiveGateway id=\"Gateway_1\"", "<complexGateway id=\"Gateway_1\"")
                .replace(
                        "<textAnnotation",
                        "<boundaryEvent id=\"late\" attachedToRef=\"A\"><timerEventDefinition><timeDuration>P1D</timeDuration></timerEventDefinition></boundaryEvent>"
                                + "<startEvent id=\"second\"/><scriptTask id=\"sc\"><script>alert(1)</script></scriptTask>"
                                + "<intermediateCatchEvent id=\"sig\"><signalEventDefinition/></intermediateCatchEvent>"
                                + "<sequenceFlow id=\"f11\" sourceRef=\"late\" targetRef=\"End\"/><sequenceFlow id=\"f12\" sourceRef=\"nobody\" targetRef=\"End\"/><textAnnotation");
        assertThat(read(odd).report())
                .extracting(n -> n.code() + " " + n.element())
                .contains(
                        "bpmn.gateway Gateway_1",
                        "bpmn.boundary late",
                        "bpmn.start second",
                        "bpmn.script sc",
                        "bpmn.event sig",
                        "bpmn.way f12");
    }

    @Test
    void waysAtOnceWithoutAGatewayBecomeAFork() {
        String two = FOREIGN.strip()
                .replace(
                        "targetRef=\"Activity_0x1\"/>",
                        "targetRef=\"Activity_0x1\"/><sequenceFlow id=\"f13\" sourceRef=\"StartEvent_1\" targetRef=\"A\"/>");
        BpmnReader.Read read = read(two);
        assertThat(read.report()).extracting(Note::code).contains("bpmn.implicit_fork");
        assertThat(node(read.flow(), "startevent_1_ways").path("kind").asText()).isEqualTo("parallel");
    }

    @Test
    void namesOfAnyLanguageMakeActions() {
        String two = FOREIGN.strip()
                .replace(
                        "<sequenceFlow id=\"f6\" sourceRef=\"A\"",
                        "<sequenceFlow id=\"no\" name=\"拒绝\" sourceRef=\"A\" targetRef=\"Meet\"/><sequenceFlow id=\"f6\" name=\"同意\" sourceRef=\"A\"");
        JsonNode actions =
                node(BpmnReader.read(two, "zh").orThrow().flow(), "a").path("actions");
        assertThat(actions.toString())
                .isEqualTo("[{\"key\":\"no\",\"label\":{\"zh\":\"拒绝\"}},{\"key\":\"f6\",\"label\":{\"zh\":\"同意\"}}]");
    }

    // ---- Drawings that mean harm

    @TempDir
    Path folder;

    @Test
    void nothingOutsideOfTheFileIsRead() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret.txt"), "the secret");
        try (ServerSocket server = new ServerSocket(0)) {
            for (String doctype : List.of(
                    "<!DOCTYPE x [<!ENTITY e SYSTEM \"" + secret.toUri() + "\">]>",
                    "<!DOCTYPE x SYSTEM \"http://localhost:" + server.getLocalPort() + "/x.dtd\">",
                    "<!DOCTYPE x [<!ENTITY % p SYSTEM \"http://localhost:" + server.getLocalPort() + "/p\"> %p;]>")) {
                refused(
                        FOREIGN.strip()
                                .replace("?>", "?>" + doctype)
                                .replace("name=\"Repair\"", "name=\"Repair\"")
                                .replace("hello", "&e;"),
                        "bpmn.doctype");
            }
            // Nobody has knocked.
            server.setSoTimeout(1);
            org.assertj.core.api.Assertions.assertThatThrownBy(server::accept)
                    .isInstanceOf(java.net.SocketTimeoutException.class);
        }
    }

    @Test
    void entitiesAreNotMultiplied() {
        StringBuilder bomb = new StringBuilder("<!DOCTYPE x [<!ENTITY a0 \"lol\">");
        for (int i = 1; i < 12; i++) {
            bomb.append("<!ENTITY a%d \"%s\">".formatted(i, ("&a" + (i - 1) + ";").repeat(10)));
        }
        refused(FOREIGN.strip().replace("?>", "?>" + bomb + "]>").replace("hello", "&a11;"), "bpmn.doctype");
        // Without a document type there is no such entity.
        Result<BpmnReader.Read> read = BpmnReader.read(FOREIGN.strip().replace("hello", "&a11;"), "en");
        assertThat(read).isInstanceOf(Result.Refused.class);
    }

    @Test
    void depthNumberAndLengthAreBounded() {
        refused(FOREIGN.strip().replace("hello", "<a>".repeat(60) + "</a>".repeat(60)), "bpmn.bounds");
        refused(FOREIGN.strip().replace("hello", "<a/>".repeat(Xml.MOST_ELEMENTS)), "bpmn.bounds");
        refused(
                FOREIGN.strip().replace("<textAnnotation", "<userTask/>".repeat(5_000) + "<textAnnotation"),
                "bpmn.bounds");
        StringBuilder attributes = new StringBuilder();
        for (int i = 0; i < 60; i++) {
            attributes.append(" a").append(i).append("=\"\"");
        }
        refused(FOREIGN.strip().replace("hello", "<a" + attributes + "/>"), "bpmn.bounds");
        refused(FOREIGN.strip().replace("hello", "x".repeat(Xml.MOST_CHARACTERS)), "bpmn.large");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "{}", "<a", "<a/>", "<definitions xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\"/>"})
    void whatIsNoDrawingIsSaidToBeNone(String text) {
        assertThat(BpmnReader.read(text, "en")).isInstanceOf(Result.Refused.class);
    }

    @Test
    void whatIsKeptBesideItIsNotBelieved() {
        for (String kept : List.of(
                "[]",
                "{",
                "\"x\"",
                "{\"kind\":\"end\"}",
                "{\"kind\":7,\"label\":3}",
                "{\"kind\":\"task\",\"actions\":9,\"label\":{}}")) {
            String xml = FOREIGN.strip()
                    .replace(
                            "<userTask id=\"A\" name=\"Ask\"/>",
                            "<userTask id=\"A\" name=\"Ask\"><extensionElements><d:definition xmlns:d=\"https://deskloom.dev/schema/bpmn\"><![CDATA["
                                    + kept + "]]></d:definition></extensionElements></userTask>");
            BpmnReader.Read read = read(xml);
            assertThat(node(read.flow(), "a").path("kind").asText()).isEqualTo("task");
        }
    }

    // ----

    private static void refused(String xml, String code) {
        Result<BpmnReader.Read> read = BpmnReader.read(xml, "en");
        assertThat(read)
                .isInstanceOfSatisfying(
                        Result.Refused.class,
                        r -> assertThat(((Result.Refused<?>) r).rejection().problems())
                                .extracting(Problem::code)
                                .containsExactly(code));
    }

    private static final String FLOW = "types/mending/flow.yaml";

    private static BpmnReader.Read read(String xml) {
        return BpmnReader.read(xml, "en").orThrow();
    }

    private static FlowDef flowOf(Map<String, String> files) {
        List<SourceFile> all = new ArrayList<>(Snapshots.acmeFiles());
        all.removeIf(f -> files.containsKey(f.path()));
        files.forEach((path, text) -> all.add(new SourceFile(path, text)));
        ReadOutcome read = MetadataReader.read(all, Snapshots.NO_RULES);
        assertThat(read.problems()).as(Problem.lines(read.problems()) + files).isEmpty();
        FlowDef flow = read.orThrow().types().get("mending").flow();
        // Where it stands differs, what it says does not.
        return flow.with(flow.nodes(), FlowDef.Written.PLAIN);
    }

    private static JsonNode node(JsonNode flow, String id) {
        for (JsonNode node : flow.path("nodes")) {
            if (node.path("id").asText().equals(id)) {
                return node;
            }
        }
        throw new AssertionError("no node " + id);
    }

    /** Read from text once more: how a number is kept is no difference. */
    private static JsonNode same(JsonNode flow) {
        try {
            return BpmnNames.JSON.readTree(flow.toString());
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
