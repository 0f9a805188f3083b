package io.deskloom.metadata;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deskloom.kernel.Label;
import io.deskloom.kernel.Problem;
import io.deskloom.kernel.Problems;
import io.deskloom.kernel.ReleaseId;
import io.deskloom.model.AccessDef;
import io.deskloom.model.CalendarDef;
import io.deskloom.model.CounterDef;
import io.deskloom.model.Dependents;
import io.deskloom.model.FlowDef;
import io.deskloom.model.FormDef;
import io.deskloom.model.Integrations;
import io.deskloom.model.MacroDef;
import io.deskloom.model.MailDef;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.PackDef;
import io.deskloom.model.PanelDef;
import io.deskloom.model.Relations;
import io.deskloom.model.Retention;
import io.deskloom.model.RoleDef;
import io.deskloom.model.RoutingDef;
import io.deskloom.model.RuleDef;
import io.deskloom.model.RuleText;
import io.deskloom.model.ScriptDef;
import io.deskloom.model.ServiceLevels;
import io.deskloom.model.SlaDef;
import io.deskloom.model.TableDef;
import io.deskloom.model.TeamDef;
import io.deskloom.model.TicketTypeDef;
import io.deskloom.model.ViewDef;
import io.deskloom.model.WebhookDef;
import io.deskloom.model.WorkspaceDef;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Period;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * From a set of files to a {@link MetadataSnapshot}, or to everything that is wrong with them. Pure: the same files give
 * the same release on every node.
 *
 * <p>Three passes: each file as YAML and against its schema; each definition built as far as it can be, with its
 * references checked; and, when all is well, the canonical content and its hash.
 */
public final class MetadataReader {
    /** Files of one workspace, packs included. */
    public static final int MAX_FILES = 20_000;

    /** Characters of all files together. */
    public static final int MAX_TOTAL = 16 * 1024 * 1024;

    /** Characters of a script. */
    private static final int MAX_SCRIPT = 64 * 1024;

    /** Abilities without which a workspace could not be brought in order again. */
    private static final List<String> NEEDED = List.of("accounts.manage", "metadata.publish");

    private final Reading reading = new Reading();
    private final Map<DefinitionKind, List<Doc>> docs = new HashMap<>();
    private final List<SourceFile> rules = new ArrayList<>();
    private final Map<String, SourceFile> sheets = new TreeMap<>();
    private final Map<String, TableDef> tables = new TreeMap<>();

    /** Texts of scripts by path. */
    private final Map<String, SourceFile> texts = new TreeMap<>();

    private final RuleText ruleText;

    private final KnownFiles known;

    private MetadataReader(RuleText ruleText, KnownFiles known) {
        this.ruleText = ruleText;
        this.known = known;
    }

    /** Reads {@code files}; never throws for what is in them. */
    public static ReadOutcome read(List<SourceFile> files, RuleText ruleText) {
        return read(files, ruleText, new KnownFiles());
    }

    /** @param known gets the files that are fine by themselves, and saves the work for those it has */
    public static ReadOutcome read(List<SourceFile> files, RuleText ruleText, KnownFiles known) {
        return new MetadataReader(ruleText, known).read(files);
    }

    /** By type key, for what nodes do can be read only at the end. */
    private final Map<String, FlowReader> flows = new HashMap<>();

    private ReadOutcome read(List<SourceFile> files) {
        if (files.size() > MAX_FILES) {
            return refused("metadata.too_many", Said.of("More than {limit} files.", "limit", MAX_FILES));
        }
        if (files.stream().mapToLong(f -> f.text().length()).sum() > MAX_TOTAL) {
            return refused("metadata.too_large", Said.of("The files are larger than 16 MB together."));
        }
        Set<String> paths = new HashSet<>();
        for (SourceFile file : files.stream().sorted().toList()) {
            if (paths.add(file.path())) {
                parse(file);
            } else {
                fileProblem(file.path(), "file.duplicate", Said.of("The same path is there twice."));
            }
        }

        WorkspaceDef workspace = workspace();
        Map<String, RoleDef> roles = named(DefinitionKind.ROLE, this::role);
        checkLockout(roles);
        Map<String, TeamDef> teams = named(DefinitionKind.TEAM, this::team);
        reading.roles = keys(DefinitionKind.ROLE);
        reading.teams = keys(DefinitionKind.TEAM);
        reading.routings = keys(DefinitionKind.ROUTING);
        teams.forEach((key, team) -> reading.teamLabels.put(key, team.label()));
        objectReaders(workspace.currency());
        ticketReaders(workspace.currency());
        TypeReader.derive(Stream.concat(reading.tickets.values().stream(), reading.objects.values().stream())
                .toList());
        docs(DefinitionKind.SUBFLOW).forEach(d -> reading.uniqueId("sub-flow", d.at().get("id")));
        Map<String, TicketTypeDef> types = types();
        Map<String, TicketTypeDef> objects = objects();
        Sources sources = new Sources(types, objects);
        sources.check(reading, this::access);
        types.replaceAll((_, type) -> sources.bound(type));
        objects.replaceAll((_, type) -> sources.bound(type));
        Map<String, PanelDef> panels = panels();
        Map<String, RoutingDef> routings = routings(types);
        Map<String, ScriptDef> scripts = scripts();
        reading.webhooks = keys(DefinitionKind.WEBHOOK);
        reading.connectors = keys(DefinitionKind.CONNECTOR);
        named(DefinitionKind.CONNECTOR, new ConnectorReader(reading)::read)
                .forEach((key, def) -> def.ifPresent(d -> reading.readConnectors.put(key, d)));
        WebhookReader webhookReader = new WebhookReader(reading);
        Map<String, WebhookDef> webhooks = named(DefinitionKind.WEBHOOK, webhookReader::read);
        MailReader mailReader = new MailReader(reading, types);
        Map<String, MailDef> mails = mails(mailReader);
        Map<String, CounterDef> counters = counters();
        agendaKeys();
        clockKeys();
        TriggerReader triggers = triggerReader(types, scripts, mailReader);
        types.replaceAll((key, type) -> {
            FlowReader flow = flows.get(key);
            return flow == null ? type : type.withFlow(flow.complete(type.flow(), triggers));
        });
        List<RuleDef> all = new ArrayList<>();
        docs(DefinitionKind.TRIGGER).forEach(d -> triggers.read(d.at()).ifPresent(all::add));
        AutomationReader automations = new AutomationReader(reading, bothReaders(), types, triggers);
        docs(DefinitionKind.AUTOMATION).forEach(d -> automations.read(d.at()).ifPresent(all::add));
        all.addAll(webhookReader.rules());
        ServiceLevels serviceLevels = serviceLevels(types, triggers, all);
        Map<String, MacroDef> macros = macros(triggers);
        Map<String, ViewDef> views = views();
        all.addAll(tables(types, workspace.languages()));
        Map<String, PackDef> packs = packs(types, all, workspace.languages());
        types.replaceAll((key, type) -> {
            FlowReader flow = flows.get(key);
            return flow == null ? type : type.withFlow(flow.checked(type.flow(), type.access(), all));
        });
        packs.values().forEach(pack -> pack.scripts().values().forEach(s -> scripts.put(s.name(), s)));
        checkScriptTexts();
        checkCases();

        if (!reading.problems.isEmpty()) {
            // What is wrong with a sub-flow is found wherever it is used.
            List<Problem> problems = new ArrayList<>(new LinkedHashSet<>(reading.problems.list()));
            problems.sort(Comparator.comparing(MetadataReader::place));
            return new ReadOutcome(null, problems, "", reading.places);
        }
        all.sort(RuleDef.ORDER);
        String canonical = canonical();
        return new ReadOutcome(
                new MetadataSnapshot(
                        hash(canonical),
                        workspace,
                        roles,
                        teams,
                        types,
                        objects,
                        panels,
                        views,
                        packs,
                        all,
                        mails,
                        Relations.mentioned(
                                Stream.concat(types.values().stream(), objects.values().stream()),
                                all,
                                RoutingDef.expressions(routings)),
                        scripts,
                        Dependents.of(Stream.concat(types.values().stream(), objects.values().stream())
                                .toList()),
                        counters,
                        macros,
                        new Integrations(webhooks, reading.readConnectors),
                        tables,
                        serviceLevels,
                        routings),
                List.of(),
                canonical,
                reading.places);
    }

    private static String place(Problem p) {
        Problem.Source s = p.source();
        return s == null ? "" : "%s %08d %08d".formatted(s.file(), s.line(), s.column());
    }

    private static ReadOutcome refused(String code, Said said) {
        return new ReadOutcome(null, List.of(Problem.of("", code, said.text(), said.params())), "", Map.of());
    }

    private void parse(SourceFile file) {
        Optional<DefinitionKind.Placed> placed = DefinitionKind.of(file.path());
        if (placed.isEmpty()) {
            fileProblem(
                    file.path(),
                    "file.unknown",
                    new Said(
                            "This path is none that metadata has; expected workspace.yaml, roles/*.yaml, teams/*.yaml, triggers/*.yaml,"
                                    + " tables/*.{yaml,csv,xlsx}, automations/*.yaml, calendars/*.yaml, slas/*.yaml, counters/*.yaml, macros/*.yaml, routings/*.yaml, webhooks/*.yaml, connectors/*.yaml,"
                                    + " views/*.yaml, flows/*.yaml, scripts/*.{yaml,js}, types/<type>/{type,form-<key>,flow,access,panel}.yaml, types/<type>/cases/*.yaml,"
                                    + " objects/<type>/{type,form-<key>,access}.yaml or rule-packs/<pack>/…",
                            Map.of()));
            return;
        }
        if (placed.get().kind() == DefinitionKind.PACK_RULES) {
            if (file.text().length() > YamlReader.MAX_FILE || !YamlReader.storable(file.text())) {
                fileProblem(file.path(), "file.content", Said.of("A rule file is text of at most 1 MB without NUL."));
            } else {
                rules.add(file);
            }
            return;
        }
        if (placed.get().kind() == DefinitionKind.SCRIPT_TEXT
                || placed.get().kind() == DefinitionKind.PACK_SCRIPT_TEXT) {
            if (file.text().length() > MAX_SCRIPT || !YamlReader.storable(file.text())) {
                fileProblem(
                        file.path(),
                        "file.content",
                        Said.of("A script is text of at most 64 KB without NUL.")
                                .in("script"));
            } else {
                texts.put(file.path(), file);
            }
            return;
        }
        if (placed.get().kind().isSheet()) {
            if (file.text().length() > YamlReader.MAX_FILE || !YamlReader.storable(file.text())) {
                fileProblem(
                        file.path(),
                        "file.content",
                        Said.of("A sheet has at most 1 MB and no NUL.").in("sheet"));
            } else {
                sheets.put(file.path(), file);
            }
            return;
        }
        docs.computeIfAbsent(placed.get().kind(), k -> new ArrayList<>()).add(doc(file, placed.get()));
    }

    /** The file as it stands by itself: parsed, of the shape of its kind, with the name it must have. */
    private Doc doc(SourceFile file, DefinitionKind.Placed placed) {
        Doc before = known.get(file);
        if (before != null) {
            return before;
        }
        Problems found = new Problems();
        Doc doc = YamlReader.read(file, found);
        if (doc != null) {
            SchemaCheck.check(doc, placed.kind(), found);
            checkName(doc, placed, found);
        }
        reading.problems.addAll(found.list());
        if (doc == null) {
            reading.incomplete = true;
            return new Doc(file.path(), file.text(), JsonNodeFactory.instance.missingNode(), Map.of());
        }
        if (found.isEmpty()) {
            known.keep(file, doc);
        }
        return doc;
    }

    /** The file's name is its key, so that a definition is found and cannot be there twice. */
    private static void checkName(Doc doc, DefinitionKind.Placed placed, Problems problems) {
        String expected = switch (placed.kind()) {
            case ROLE,
                    TEAM,
                    TRIGGER,
                    AUTOMATION,
                    CALENDAR,
                    SLA,
                    MAIL,
                    SCRIPT,
                    PACK_SCRIPT,
                    COUNTER,
                    MACRO,
                    ROUTING,
                    TABLE,
                    PACK_TABLE,
                    WEBHOOK,
                    CONNECTOR,
                    VIEW,
                    SUBFLOW,
                    FORM,
                    OBJECT_FORM -> placed.name();
            case TICKET_TYPE, OBJECT_TYPE -> placed.folder();
            default -> "";
        };
        At key = doc.at().get("key");
        if (!expected.isEmpty() && key.present() && !key.text().equals(expected)) {
            problems.add(key.problem(
                    "file.name",
                    Said.of(
                            "the key must be the same as the name of the file or folder, '{expected}'",
                            "expected",
                            expected)));
        }
    }

    private List<Doc> docs(DefinitionKind kind) {
        return docs.getOrDefault(kind, List.of());
    }

    private static String name(Doc doc) {
        return DefinitionKind.of(doc.path()).orElseThrow().name();
    }

    private static String folder(Doc doc) {
        return DefinitionKind.of(doc.path()).orElseThrow().folder();
    }

    /** The keys that exist, by file name: a file that cannot be read still counts as there. */
    private Set<String> keys(DefinitionKind kind) {
        Set<String> keys = new TreeSet<>();
        docs(kind).forEach(d -> keys.add(name(d)));
        return keys;
    }

    private WorkspaceDef workspace() {
        List<Doc> found = docs(DefinitionKind.WORKSPACE);
        if (found.isEmpty()) {
            fileProblem("workspace.yaml", "file.missing", Said.of("There is no workspace.yaml."));
            return new WorkspaceDef("", "", Label.of("?"), ZoneId.of("UTC"), "USD", List.of("en"));
        }
        At at = found.getFirst().at();
        reading.languages(at.get("languages").texts());
        ZoneId zone = ZoneId.of("UTC");
        try {
            zone = ZoneId.of(at.get("zone").text("UTC"));
        } catch (DateTimeException e) {
            reading.problems.add(at.get("zone")
                    .problem(
                            "workspace.zone",
                            Said.of(
                                    "'{value}' is not a time zone",
                                    "value",
                                    at.get("zone").text()),
                            Nearest.to(at.get("zone").text(), ZoneId.getAvailableZoneIds())));
        }
        At currency = at.get("currency");
        if (currency.present() && !Currencies.known(currency.text())) {
            reading.problems.add(currency.problem(
                    "currency.unknown", Said.of("'{value}' is not an ISO 4217 currency", "value", currency.text())));
        }
        return new WorkspaceDef(
                at.get("id").text(),
                at.get("key").text(),
                reading.label(at.get("label")),
                zone,
                currency.text("USD"),
                at.get("languages").texts());
    }

    private RoleDef role(At at) {
        reading.uniqueId("role", at.get("id"));
        return new RoleDef(
                at.get("id").text(),
                at.get("key").text(),
                reading.label(at.get("label")),
                new TreeSet<>(at.get("abilities").texts()));
    }

    /** Without a role that may, nobody could ever change it again: the workspace would be locked from inside. */
    private void checkLockout(Map<String, RoleDef> roles) {
        List<Doc> files = docs(DefinitionKind.ROLE);
        if (docs(DefinitionKind.WORKSPACE).isEmpty()
                || files.stream().anyMatch(d -> d.root().isMissingNode())) {
            return;
        }
        for (String ability : NEEDED) {
            if (roles.values().stream().anyMatch(r -> r.abilities().contains(ability))) {
                continue;
            }
            Said said =
                    Said.of("no role has the ability '{ability}'; nobody could use it any more", "ability", ability);
            // The one that may do most is the one that most likely lost it.
            files.stream()
                    .max(Comparator.comparingInt(
                            d -> d.at().get("abilities").texts().size()))
                    .map(d -> d.at().get("abilities"))
                    .filter(At::present)
                    .ifPresentOrElse(
                            at -> reading.problems.add(at.problem("role.nobody_may", said, ability)),
                            () -> fileProblem(
                                    files.isEmpty()
                                            ? "roles/admin.yaml"
                                            : files.getFirst().path(),
                                    "role.nobody_may",
                                    said));
        }
    }

    private TeamDef team(At at) {
        reading.uniqueId("team", at.get("id"));
        return new TeamDef(at.get("id").text(), at.get("key").text(), reading.label(at.get("label")));
    }

    private <T> Map<String, T> named(DefinitionKind kind, java.util.function.Function<At, T> read) {
        Map<String, T> all = new TreeMap<>();
        docs(kind).forEach(d -> all.put(name(d), read.apply(d.at())));
        return all;
    }

    /** The access.yaml of a type, empty when there is none. */
    private Optional<At> access(TicketTypeDef type) {
        return docs(type.isObject() ? DefinitionKind.OBJECT_ACCESS : DefinitionKind.ACCESS).stream()
                .filter(d -> folder(d).equals(type.key()))
                .findFirst()
                .map(Doc::at);
    }

    private void ticketReaders(String currency) {
        Set<String> folders = new TreeSet<>();
        for (DefinitionKind kind : List.of(
                DefinitionKind.TICKET_TYPE,
                DefinitionKind.FORM,
                DefinitionKind.FLOW,
                DefinitionKind.ACCESS,
                DefinitionKind.PANEL,
                DefinitionKind.CASES)) {
            docs(kind).forEach(d -> folders.add(folder(d)));
        }
        for (String folder : folders) {
            At at = one(DefinitionKind.TICKET_TYPE, folder, "type.yaml");
            reading.tickets.put(folder, new TypeReader(reading, at, currency, false));
        }
    }

    private Map<String, TicketTypeDef> types() {
        Map<String, TicketTypeDef> types = new LinkedHashMap<>();
        Map<String, At> prefixes = new HashMap<>();
        for (String folder : reading.tickets.keySet()) {
            TypeReader type = reading.tickets.get(folder);
            At at = type.at();
            reading.uniqueId("type", at.get("id"));
            reading.place(folder, at.get("id"));
            At prefix = at.get("prefix");
            At before = prefix.present() ? prefixes.putIfAbsent(prefix.text(), prefix) : null;
            if (before != null) {
                reading.problems.add(prefix.problem(
                        "type.prefix",
                        Said.of(
                                "the prefix {prefix} is already used in {file}",
                                "prefix",
                                prefix.text(),
                                "file",
                                before.doc().path())));
            }
            types.put(folder, type(folder, at, type));
        }
        return types;
    }

    private void objectReaders(String currency) {
        Set<String> folders = new TreeSet<>();
        for (DefinitionKind kind :
                List.of(DefinitionKind.OBJECT_TYPE, DefinitionKind.OBJECT_FORM, DefinitionKind.OBJECT_ACCESS)) {
            docs(kind).forEach(d -> folders.add(folder(d)));
        }
        for (String folder : folders) {
            At at = one(DefinitionKind.OBJECT_TYPE, folder, "type.yaml");
            reading.objects.put(folder, new TypeReader(reading, at, currency, true));
        }
    }

    private Map<String, TicketTypeDef> objects() {
        Map<String, TicketTypeDef> objects = new LinkedHashMap<>();
        for (String folder : reading.objects.keySet()) {
            TypeReader type = reading.objects.get(folder);
            At at = type.at();
            reading.uniqueId("type", at.get("id"));
            reading.place(folder, at.get("id"));
            if (reading.tickets.containsKey(folder)) {
                reading.problems.add(at.get("key")
                        .problem("type.twice", Said.of("'{key}' is a ticket type already", "key", folder)));
            }
            objects.put(folder, object(folder, at, type));
        }
        return objects;
    }

    private TicketTypeDef object(String folder, At at, TypeReader type) {
        List<FormDef> forms = type.forms(forms(DefinitionKind.OBJECT_FORM, folder));
        AccessDef access = new AccessReader(reading, type, one(DefinitionKind.OBJECT_ACCESS, folder, "access.yaml"))
                .readWithoutSteps();
        return TicketTypeDef.of(
                        at.get("id").text(),
                        at.get("key").text(),
                        reading.label(at.get("label")),
                        plural(at),
                        "",
                        at.get("icon").text("box"),
                        at.get("titleField").text(),
                        "",
                        type.fields(),
                        forms,
                        FlowDef.NONE,
                        access)
                .with(retention(at.get("retention")));
    }

    private Map<String, Doc> forms(DefinitionKind kind, String folder) {
        Map<String, Doc> files = new TreeMap<>();
        docs(kind).stream().filter(d -> folder(d).equals(folder)).forEach(d -> files.put(name(d), d));
        return files;
    }

    private TicketTypeDef type(String folder, At at, TypeReader type) {
        Map<String, Doc> formFiles = forms(DefinitionKind.FORM, folder);
        List<FormDef> forms = type.forms(formFiles);
        FlowReader flowReader =
                new FlowReader(reading, type, one(DefinitionKind.FLOW, folder, "flow.yaml"), subflows());
        FlowDef flow = flowReader.read(formFiles.keySet());
        flows.put(at.get("key").text(), flowReader);
        AccessDef access = new AccessReader(reading, type, one(DefinitionKind.ACCESS, folder, "access.yaml"))
                .read(flowReader, flow);
        return TicketTypeDef.of(
                        at.get("id").text(),
                        at.get("key").text(),
                        reading.label(at.get("label")),
                        plural(at),
                        at.get("prefix").text(),
                        at.get("icon").text("ticket"),
                        at.get("titleField").text(),
                        at.get("classifyText").text(),
                        type.fields(),
                        forms,
                        flow,
                        access)
                .with(retention(at.get("retention")));
    }

    /** The sub-flows, by key. */
    private Map<String, At> subflows() {
        return named(DefinitionKind.SUBFLOW, at -> at);
    }

    private Label plural(At at) {
        Label plural = reading.labelOrNull(at.get("plural"));
        return plural == null ? at.get("label").label() : plural;
    }

    private static @Nullable Retention retention(At at) {
        try {
            return at.present()
                    ? new Retention(
                            Period.parse(at.get("after").text()),
                            at.get("then").text().equals("delete") ? Retention.Then.DELETE : Retention.Then.ERASE)
                    : null;
        } catch (DateTimeParseException e) {
            // The schema has said so.
            return null;
        }
    }

    /** The type's file of that kind; when there is none that is reported and an empty one stands in. */
    private At one(DefinitionKind kind, String folder, String file) {
        boolean object = kind == DefinitionKind.OBJECT_TYPE || kind == DefinitionKind.OBJECT_ACCESS;
        String path = (object ? "objects/" : "types/") + folder + "/" + file;
        return docs(kind).stream()
                .filter(d -> d.path().equals(path))
                .findFirst()
                .orElseGet(() -> {
                    fileProblem(
                            path,
                            "file.missing",
                            Said.of("The type '{type}' has no {file}.", "type", folder, "file", file)
                                    .in("type"));
                    reading.incomplete = true;
                    return new Doc(path, "", JsonNodeFactory.instance.missingNode(), Map.of());
                })
                .at();
    }

    private Map<String, MailDef> mails(MailReader reader) {
        docs(DefinitionKind.MAIL).forEach(d -> reader.read(name(d), d.at()));
        return reader.mails();
    }

    private Map<String, ScriptDef> scripts() {
        Map<String, ScriptDef> all = new TreeMap<>();
        docs(DefinitionKind.SCRIPT).forEach(d -> script(d, null).ifPresent(s -> all.put(s.key(), s)));
        return all;
    }

    private PackDef withScripts(PackDef pack, String folder) {
        Map<String, ScriptDef> all = new TreeMap<>();
        docs(DefinitionKind.PACK_SCRIPT).stream()
                .filter(d -> folder(d).equals(folder))
                .forEach(d -> script(d, pack).ifPresent(s -> all.put(s.key(), s)));
        return all.isEmpty() ? pack : pack.with(all);
    }

    private Optional<ScriptDef> script(Doc doc, @Nullable PackDef pack) {
        SourceFile text = texts.get(textOf(doc));
        if (text == null) {
            fileProblem(
                    doc.path(),
                    "file.missing",
                    Said.of("There is no .js file beside it.").in("script"));
            return Optional.empty();
        }
        Map<String, TypeReader> both = new TreeMap<>(reading.tickets);
        both.putAll(reading.objects);
        return new ScriptReader(reading, both).read(doc.at(), pack, text);
    }

    private static String textOf(Doc doc) {
        return doc.path().substring(0, doc.path().length() - "yaml".length()) + "js";
    }

    private void checkScriptTexts() {
        Set<String> wanted = new HashSet<>();
        docs(DefinitionKind.SCRIPT).forEach(d -> wanted.add(textOf(d)));
        docs(DefinitionKind.PACK_SCRIPT).forEach(d -> wanted.add(textOf(d)));
        for (String path : texts.keySet()) {
            if (!wanted.contains(path)) {
                fileProblem(
                        path,
                        "file.missing",
                        Said.of("There is no .yaml file beside it.").in("script_text"));
            }
        }
    }

    /** Which entries rules may mention before any rule is read. */
    private void agendaKeys() {
        List<At> wanting = Stream.of(DefinitionKind.TRIGGER, DefinitionKind.AUTOMATION, DefinitionKind.SLA)
                .flatMap(kind -> docs(kind).stream())
                .map(Doc::at)
                .toList();
        // Of every type: what was found before the counters were read lacks them.
        Map<String, Set<String>> keys = AgendaWishReader.keys(wanting);
        flows.forEach((type, flow) -> flow.agendaKeys(keys.computeIfAbsent(type, _ -> new TreeSet<>())));
        reading.tickets.forEach((type, of) -> of.agenda(keys.getOrDefault(type, Set.of())));
    }

    /** Which clocks rules may mention, likewise. */
    private void clockKeys() {
        Map<String, Set<String>> keys =
                SlaReader.keys(docs(DefinitionKind.SLA).stream().map(Doc::at).toList());
        reading.tickets.forEach((type, of) -> of.clocks(keys.getOrDefault(type, Set.of())));
    }

    /** Adds the rules they have. */
    private ServiceLevels serviceLevels(Map<String, TicketTypeDef> types, TriggerReader triggers, List<RuleDef> rules) {
        Map<String, CalendarDef> calendars = new TreeMap<>();
        named(DefinitionKind.CALENDAR, new CalendarReader(reading)::read)
                .forEach((key, def) -> def.ifPresent(d -> calendars.put(key, d)));
        SlaReader reader = new SlaReader(reading, types, triggers, keys(DefinitionKind.CALENDAR));
        Map<String, SlaDef> policies = new LinkedHashMap<>();
        docs(DefinitionKind.SLA).stream()
                .flatMap(d -> reader.read(d.at()).stream())
                .sorted(SlaDef.ORDER)
                .forEach(p -> policies.put(p.key(), p));
        rules.addAll(reader.rules());
        return new ServiceLevels(calendars, policies);
    }

    private TriggerReader triggerReader(
            Map<String, TicketTypeDef> types, Map<String, ScriptDef> scripts, MailReader mails) {
        return new TriggerReader(reading, bothReaders(), types, scripts, mails);
    }

    private Map<String, TypeReader> bothReaders() {
        Map<String, TypeReader> both = new TreeMap<>(reading.tickets);
        both.putAll(reading.objects);
        return both;
    }

    private Map<String, CounterDef> counters() {
        CounterReader reader = new CounterReader(reading);
        Map<String, CounterDef> counters = new TreeMap<>();
        docs(DefinitionKind.COUNTER)
                .forEach(d -> reader.read(d.at()).ifPresent(counter -> counters.put(name(d), counter)));
        // A counter that cannot be read is still there for the rules that look at it.
        reading.counters = docs(DefinitionKind.COUNTER).stream()
                .map(d -> CounterReader.Named.of(name(d), d.at()))
                .toList();
        return counters;
    }

    private Map<String, MacroDef> macros(TriggerReader triggers) {
        MacroReader reader = new MacroReader(reading, triggers);
        List<Doc> files = new ArrayList<>(docs(DefinitionKind.MACRO));
        files.sort(Comparator.comparingInt((Doc d) -> d.at().get("order").number(100))
                .thenComparing(Doc::path));
        Map<String, MacroDef> macros = new LinkedHashMap<>();
        files.forEach(d -> reader.read(d.at()).ifPresent(macro -> macros.put(name(d), macro)));
        return macros;
    }

    private Map<String, RoutingDef> routings(Map<String, TicketTypeDef> types) {
        RoutingReader reader = new RoutingReader(reading, types);
        Map<String, RoutingDef> routings = new TreeMap<>();
        docs(DefinitionKind.ROUTING)
                .forEach(d -> reader.read(d.at()).ifPresent(routing -> routings.put(name(d), routing)));
        return routings;
    }

    private Map<String, PanelDef> panels() {
        Map<String, TypeReader> both = new TreeMap<>(reading.tickets);
        both.putAll(reading.objects);
        Map<String, PanelDef> panels = new TreeMap<>();
        docs(DefinitionKind.PANEL).forEach(d -> {
            TypeReader type = reading.tickets.get(folder(d));
            if (type != null) {
                panels.put(folder(d), new PanelReader(reading, both, type).read(d.at()));
            }
        });
        return panels;
    }

    private Map<String, ViewDef> views() {
        ViewReader reader = new ViewReader(reading, reading.tickets);
        List<Doc> files = new ArrayList<>(docs(DefinitionKind.VIEW));
        files.sort(Comparator.comparingInt((Doc d) -> d.at().get("order").number(100))
                .thenComparing(Doc::path));
        Map<String, ViewDef> views = new LinkedHashMap<>();
        files.forEach(d -> reader.read(d.at()).ifPresent(v -> views.put(name(d), v)));
        return views;
    }

    private List<RuleDef> tables(Map<String, TicketTypeDef> types, List<String> languages) {
        Map<String, TypeReader> both = new TreeMap<>(reading.tickets);
        both.putAll(reading.objects);
        TableReader reader = new TableReader(reading, both, types, languages);
        List<RuleDef> all = new ArrayList<>();
        Set<String> used = new HashSet<>();
        Map<String, SourceFile> beside = sheetsIn("tables/");
        for (Doc doc : docs(DefinitionKind.TABLE)) {
            reader.read(doc.at(), beside, null, used).ifPresent(read -> {
                tables.put(read.table().key(), read.table());
                all.addAll(read.rules());
            });
        }
        unused(beside, used);
        return all;
    }

    /** The sheets of a folder, by name. */
    private Map<String, SourceFile> sheetsIn(String folder) {
        Map<String, SourceFile> beside = new TreeMap<>();
        sheets.forEach((path, file) -> {
            if (path.startsWith(folder)) {
                beside.put(path.substring(folder.length()), file);
            }
        });
        return beside;
    }

    private void unused(Map<String, SourceFile> beside, Set<String> used) {
        beside.forEach((name, file) -> {
            if (!used.contains(name) && !reading.incomplete) {
                fileProblem(
                        file.path(),
                        "table.unused",
                        Said.of("No table takes its rows from '{file}'; write file: {file} in one.", "file", name));
            }
        });
    }

    private Map<String, PackDef> packs(Map<String, TicketTypeDef> types, List<RuleDef> all, List<String> languages) {
        PackReader reader = new PackReader(reading, reading.tickets);
        Map<String, PackDef> packs = new LinkedHashMap<>();
        Map<String, Doc> manifests = new HashMap<>();
        docs(DefinitionKind.PACK)
                .forEach(d -> manifests.putIfAbsent(d.at().get("id").text(), d));
        Set<String> used = new HashSet<>();
        for (At use : docs(DefinitionKind.WORKSPACE).stream()
                .flatMap(d -> d.at().get("packs").items().stream())
                .toList()) {
            At id = use.get("id");
            Doc manifest = manifests.get(id.text());
            if (manifest == null) {
                reading.known("pack", id, manifests.keySet());
                continue;
            }
            reading.unique("entries for the pack", id, used);
            PackDef pack = withScripts(reader.read(manifest.at(), use), folder(manifest));
            packs.put(pack.id(), pack);
            String folder = "rule-packs/" + folder(manifest) + "/";
            for (SourceFile file : rules) {
                // With a type that could not be built the translator would blame the rules for it.
                if (file.path().startsWith(folder) && !reading.incomplete) {
                    all.addAll(
                            ruleText.translate(pack, file.path(), file.text(), types, reading.teams, reading.problems));
                }
            }
            packTables(pack, folder, types, all, languages);
        }
        docs(DefinitionKind.PACK).forEach(d -> {
            At id = d.at().get("id");
            if (id.present() && !used.contains(id.text())) {
                reading.problems.add(id.problem("pack.unused", "the pack is not among the packs of workspace.yaml"));
            }
        });
        Set<String> folders = new HashSet<>();
        docs(DefinitionKind.PACK).forEach(d -> folders.add(folder(d)));
        for (SourceFile file : rules) {
            if (!folders.contains(DefinitionKind.of(file.path()).orElseThrow().folder())) {
                fileProblem(
                        file.path(),
                        "file.missing",
                        Said.of("There is no pack.yaml beside these rules.").in("pack"));
            }
        }
        checkRuleIds(all);
        checkCalls(all);
        return packs;
    }

    private void packTables(
            PackDef pack, String folder, Map<String, TicketTypeDef> types, List<RuleDef> all, List<String> languages) {
        TableReader reader = new TableReader(reading, reading.tickets, types, languages);
        Map<String, SourceFile> beside = sheetsIn(folder + "tables/");
        Set<String> used = new HashSet<>();
        for (Doc doc : docs(DefinitionKind.PACK_TABLE)) {
            if (doc.path().startsWith(folder) && !reading.incomplete) {
                reader.read(doc.at(), beside, pack, used).ifPresent(read -> {
                    tables.put(pack.namespace() + "." + read.table().key(), read.table());
                    all.addAll(read.rules());
                });
            }
        }
        unused(beside, used);
    }

    private void checkRuleIds(Collection<RuleDef> all) {
        Set<String> seen = new HashSet<>();
        for (RuleDef rule : all) {
            String source = Objects.requireNonNullElse(rule.origin().pack(), "");
            if (!seen.add(source + " " + rule.id()) && !source.isEmpty()) {
                fileProblem(
                        rule.origin().file(),
                        "id.duplicate",
                        Said.of("there are two rules with the id '{id}'", "id", rule.id())
                                .in("rule"));
            }
        }
    }

    /** What packs' rules call is there; that of triggers has been looked at where it stands. */
    private void checkCalls(Collection<RuleDef> all) {
        for (RuleDef rule : all) {
            for (RuleDef.IntentDef wish : rule.origin().pack() == null ? List.<RuleDef.IntentDef>of() : rule.then()) {
                if (wish instanceof RuleDef.IntentDef.CallWebhook(String webhook)
                        && !reading.webhooks.contains(webhook)) {
                    fileProblem(
                            rule.origin().file(),
                            "reference.webhook",
                            Said.of("unknown {what} '{name}'", "what", "webhook", "name", webhook)
                                    .in("bare"));
                }
                if (wish instanceof RuleDef.IntentDef.Route(String routing) && !reading.routings.contains(routing)) {
                    fileProblem(
                            rule.origin().file(),
                            "reference.routing",
                            Said.of("unknown {what} '{name}'", "what", "routing", "name", routing)
                                    .in("bare"));
                }
                if (wish instanceof RuleDef.IntentDef.CallConnector call) {
                    ConnectorReader.misfit(reading, call)
                            .ifPresent(said -> fileProblem(rule.origin().file(), "connector.call", said));
                }
            }
        }
    }

    /** Examples name fields, too. Those of packs may be for types that are not here. */
    private void checkCases() {
        for (Doc doc : docs(DefinitionKind.CASES)) {
            TypeReader type = reading.tickets.get(doc.at().get("type").text(folder(doc)));
            if (type == null) {
                reading.known("type", doc.at().get("type"), reading.tickets.keySet());
                continue;
            }
            for (At example : doc.at().get("cases").items()) {
                for (At fields : List.of(
                        example.get("given").get("fields"),
                        example.get("when").get("create"),
                        example.get("when").get("update"),
                        example.get("then").get("fields"))) {
                    fields.entries().forEach((key, value) -> reading.knownKey("field", value, key, type.keys()));
                }
            }
        }
    }

    private void fileProblem(String path, String code, Said said) {
        reading.problems.add(new Problem("", code, said.text(), said.params(), null, new Problem.Source(path, 1, 1)));
    }

    /** Every definition by path, without comments and layout; rule files as written. */
    private String canonical() {
        ObjectNode all = JsonNodeFactory.instance.objectNode();
        docs.values().forEach(list -> list.forEach(d -> all.set(d.path(), d.root())));
        rules.forEach(f -> all.put(f.path(), f.text()));
        texts.values().forEach(f -> all.put(f.path(), f.text()));
        sheets.forEach((path, f) -> all.put(path, f.text()));
        return Json.canonical(all);
    }

    private static ReleaseId hash(String canonical) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(("deskloom-release-1\n" + canonical).getBytes(StandardCharsets.UTF_8));
            return new ReleaseId(HexFormat.of().formatHex(digest));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
