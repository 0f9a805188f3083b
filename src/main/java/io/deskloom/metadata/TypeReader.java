package io.deskloom.metadata;

import io.deskloom.agenda.Agenda;
import io.deskloom.expr.Expr;
import io.deskloom.expr.ExprType;
import io.deskloom.expr.Op;
import io.deskloom.expr.Trees;
import io.deskloom.expr.TypeEnv;
import io.deskloom.field.FieldType;
import io.deskloom.field.FieldTypes;
import io.deskloom.field.Kind;
import io.deskloom.field.Settings;
import io.deskloom.field.Value;
import io.deskloom.model.FieldDef;
import io.deskloom.model.FormDef;
import io.deskloom.model.Relations;
import io.deskloom.model.SlaDef;
import io.deskloom.model.TicketPaths;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads the type.yaml of a ticket type or an object type: the fields with their settings and conditions, and the names other files refer to. */
final class TypeReader {
    private static final int MOST_LEVELS = 8;

    private final Reading reading;
    private final At at;
    private final String defaultCurrency;
    private final boolean object;
    private final Map<String, Kind> kinds = new LinkedHashMap<>();
    private final DerivedReader derived;

    /** The fields as written, and by key; of two with one key the first. */
    private final List<At> written;

    private final Map<String, At> byKey = new HashMap<>();
    private Set<String> agenda = Set.of();
    private Set<String> clocks = Set.of();

    /** @param object whether it is an object type */
    TypeReader(Reading reading, At at, String defaultCurrency, boolean object) {
        this.reading = reading;
        this.at = at;
        this.defaultCurrency = defaultCurrency;
        this.object = object;
        this.written = at.get("fields").items();
        for (At field : written) {
            byKey.putIfAbsent(field.get("key").text(), field);
            Optional<Kind> kind = FieldTypes.kind(field.get("kind").text());
            if (kind.isPresent()) {
                kinds.putIfAbsent(field.get("key").text(), kind.get());
            } else if (!DerivedReader.is(field)) {
                reading.incomplete = true;
                complete = false;
            }
        }
        derived = new DerivedReader(reading, this, at, object, defaultCurrency, kinds);
    }

    /**
     * Finds out what the derived fields of all types give, which may rest on each other. Before this nothing may be asked of
     * them.
     */
    static void derive(Collection<TypeReader> types) {
        boolean more = true;
        while (more) {
            more = false;
            for (TypeReader type : types) {
                more |= type.derived.findSome();
            }
        }
        for (TypeReader type : types) {
            if (!type.derived.complete()) {
                type.reading.incomplete = true;
                type.complete = false;
            }
            type.settled = true;
        }
        Map<DerivedReader.Stop, Set<DerivedReader.Stop>> named = new LinkedHashMap<>();
        types.forEach(type -> named.putAll(type.derived.named()));
        Set<DerivedReader.Stop> told = new HashSet<>();
        for (DerivedReader.Stop each : named.keySet()) {
            List<DerivedReader.Stop> way = circle(each, named);
            if (!way.isEmpty() && told.stream().noneMatch(way::contains)) {
                each.type().derived.circle(each.field(), way);
                told.addAll(way);
            }
            way.forEach(stop -> stop.type().derived.isCircular(stop.field()));
        }
    }

    /** The shortest way from a field over what it is computed from back to it, both named; empty when there is none. */
    private static List<DerivedReader.Stop> circle(
            DerivedReader.Stop from, Map<DerivedReader.Stop, Set<DerivedReader.Stop>> named) {
        Map<DerivedReader.Stop, DerivedReader.Stop> cameFrom = new HashMap<>();
        Deque<DerivedReader.Stop> open = new ArrayDeque<>(List.of(from));
        while (!open.isEmpty()) {
            DerivedReader.Stop at = open.removeFirst();
            for (DerivedReader.Stop next : named.getOrDefault(at, Set.of())) {
                if (next.equals(from)) {
                    List<DerivedReader.Stop> way = new ArrayList<>(List.of(from));
                    for (DerivedReader.Stop step = at; step != null && !step.equals(from); step = cameFrom.get(step)) {
                        way.addFirst(step);
                    }
                    way.addFirst(from);
                    return way;
                }
                if (cameFrom.putIfAbsent(next, at) == null) {
                    open.addLast(next);
                }
            }
        }
        return List.of();
    }

    private boolean complete = true;

    /** Whether every kind there will be is known: what may be mentioned changes no more. */
    private boolean settled;

    // What may be mentioned is asked for each expression of the type, and finding it walks through all types there are:
    // kept once it is settled.
    private @Nullable Map<String, Kind> live;
    private @Nullable TypeEnv conditions;
    private @Nullable TypeEnv ownConditions;
    private @Nullable TypeEnv rules;
    private @Nullable Choices choices;

    At at() {
        return at;
    }

    boolean isObject() {
        return object;
    }

    /** Whether the field is archived: no expression may mention it, no index serves it. */
    private static boolean isArchived(At field) {
        return field.get("life").text().equals("archived");
    }

    /** The kinds of the fields expressions may mention. */
    private Map<String, Kind> live() {
        if (live != null) {
            return live;
        }
        Map<String, Kind> found = new LinkedHashMap<>(kinds);
        written.stream()
                .filter(TypeReader::isArchived)
                .forEach(f -> found.remove(f.get("key").text()));
        if (settled) {
            live = found;
        }
        return found;
    }

    /** Whether the kind of every field is known: only then can expressions over them be judged. */
    boolean complete() {
        return complete;
    }

    /** Field keys as written, those of unreadable fields too. */
    Set<String> keys() {
        Set<String> all = new HashSet<>(byKey.keySet());
        all.remove("");
        return all;
    }

    /** What conditions over a ticket of this type may mention: everything but the event, which only rules see. */
    TypeEnv conditions() {
        if (conditions != null) {
            return conditions;
        }
        Map<String, ExprType> paths = own();
        paths.keySet().removeIf(TicketPaths::isForRules);
        related("", 0, paths);
        TypeEnv mentioned = new TicketPaths(paths);
        if (settled) {
            conditions = mentioned;
        }
        return mentioned;
    }

    /**
     * The same without what other records hold: for rights, which must not depend on a record that somebody else may change
     * or not see.
     */
    TypeEnv ownConditions() {
        if (ownConditions != null) {
            return ownConditions;
        }
        Map<String, ExprType> paths = own();
        paths.keySet().removeIf(TicketPaths::isForRules);
        TypeEnv mentioned = new TicketPaths(paths);
        if (settled) {
            ownConditions = mentioned;
        }
        return mentioned;
    }

    /** What rules put on its tickets' agendas, which is what they may ask about. */
    void agenda(Set<String> keys) {
        agenda = Set.copyOf(keys);
        rules = null;
    }

    Set<String> agenda() {
        return agenda;
    }

    /** The clocks its tickets' service levels have, which rules may ask about. */
    void clocks(Set<String> keys) {
        clocks = Set.copyOf(keys);
        rules = null;
    }

    /** What service levels may mention: of the ticket alone, so that the same history gives the same clocks. */
    TypeEnv serviceLevels() {
        Map<String, ExprType> paths = alone();
        paths.keySet().removeIf(TicketPaths::isForRules);
        paths.put(TicketPaths.STEP_SINCE, ExprType.TIMESTAMP);
        return new TicketPaths(paths);
    }

    /** What rules may mention. */
    TypeEnv rules() {
        if (rules != null) {
            return rules;
        }
        Map<String, ExprType> paths = own();
        live().forEach((key, kind) -> paths.put(TicketPaths.OLD + key, TicketPaths.typeOf(kind)));
        related("", 0, paths);
        for (String key : agenda) {
            String entry = Agenda.PATH + key + ".";
            paths.put(entry + "state", ExprType.TEXT);
            paths.put(entry + "running", ExprType.BOOL);
            paths.put(entry + "due", ExprType.TIMESTAMP);
            paths.put(entry + "overdue", ExprType.BOOL);
        }
        for (String key : clocks) {
            String clock = SlaDef.PATH + key + ".";
            paths.put(clock + "state", ExprType.TEXT);
            paths.put(clock + "policy", ExprType.TEXT);
            paths.put(clock + "running", ExprType.BOOL);
            paths.put(clock + "due", ExprType.TIMESTAMP);
            paths.put(clock + "breached", ExprType.BOOL);
        }
        if (!object) {
            reading.counters.forEach(counter -> counter.paths(this, paths));
            paths.put(TicketPaths.STEP_SINCE, ExprType.TIMESTAMP);
        }
        TypeEnv mentioned = new TicketPaths(paths, true);
        if (settled) {
            rules = mentioned;
        }
        return mentioned;
    }

    /** What automations may mention: of the ticket alone, because nothing else sets its timers anew when it changes. */
    TypeEnv automations() {
        Map<String, ExprType> paths = alone();
        paths.put(TicketPaths.STEP_SINCE, ExprType.TIMESTAMP);
        return new TicketPaths(paths);
    }

    /** What automations with a time of day may mention: what tickets are looked for by. */
    TypeEnv schedules() {
        return new TicketPaths(alone());
    }

    private Map<String, ExprType> alone() {
        Map<String, ExprType> paths = own();
        paths.keySet().removeIf(path -> path.startsWith("event.") || path.startsWith("actor"));
        return paths;
    }

    private Map<String, ExprType> own() {
        Map<String, ExprType> paths = new HashMap<>(TicketPaths.system(object));
        live().forEach((key, kind) -> paths.put(key, TicketPaths.typeOf(kind)));
        return paths;
    }

    /** Adds the fields of the records this type looks up, and of theirs in turn, behind the path that leads there. */
    private void related(String prefix, int hops, Map<String, ExprType> paths) {
        if (hops == Relations.MOST_HOPS) {
            return;
        }
        live().forEach((key, kind) -> {
            TypeReader target = target(key);
            if (target != null) {
                String there = prefix + key + ".";
                target.live().forEach((k, of) -> paths.putIfAbsent(there + k, TicketPaths.typeOf(of)));
                target.related(there, hops + 1, paths);
            }
        });
    }

    /** The expression here, unless the fields it may mention are not all known. */
    @Nullable
    Expr condition(At where) {
        return expression(where, conditions(), ExprType.BOOL);
    }

    /** The same for the condition of a list, which may ask when the first running clock is over. */
    @Nullable
    Expr listCondition(At where) {
        Map<String, ExprType> paths = new HashMap<>();
        TypeEnv usual = conditions();
        usual.paths().forEach(path -> paths.put(path, usual.typeOf(path).orElseThrow()));
        if (!object) {
            paths.put(TicketPaths.SLA_DUE, ExprType.TIMESTAMP);
        }
        return expression(where, new TicketPaths(paths), ExprType.BOOL);
    }

    /** The same for a condition that may look at the ticket itself only. */
    @Nullable
    Expr ownCondition(At where) {
        return expression(where, ownConditions(), ExprType.BOOL);
    }

    /** The same with the paths and the type that are wanted here. */
    @Nullable
    Expr expression(At where, TypeEnv env, @Nullable ExprType expected) {
        if (!complete) {
            return null;
        }
        Expr tree = reading.expression(where, env, expected);
        if (tree != null) {
            choices().check(tree, where, reading.problems);
        }
        return tree;
    }

    private Choices choices() {
        if (choices == null) {
            choices = Choices.of(at, reading.teams);
        }
        return choices;
    }

    /** The kind of a field by key, null if it is unknown. */
    @Nullable
    Kind kind(String key) {
        return kinds.get(key);
    }

    /** Whether the field's value is computed, so that nobody can be asked for it. */
    boolean isDerived(String key) {
        return DerivedReader.is(field(key));
    }

    /** The fields a computed one rests on, and must not reveal; none of other fields. */
    List<String> hiddenInputs(String key) {
        return derived.hiddenInputs(key);
    }

    /** The type of the records the lookup {@code key} holds; null for what is no lookup. */
    @Nullable
    TypeReader target(String key) {
        return kinds.get(key) == Kind.LOOKUP
                ? reading.objects.get(field(key).get("target").text())
                : null;
    }

    /** The field's place in type.yaml. */
    At field(String key) {
        return byKey.getOrDefault(key, at);
    }

    List<FieldDef> fields() {
        List<FieldDef> fields = new ArrayList<>();
        Set<String> keys = new HashSet<>();
        Set<String> ids = new HashSet<>();
        for (At field : written) {
            reading.unique("fields", field.get("key"), keys);
            reading.unique("field ids", field.get("id"), ids);
            if (field.get("key").present()
                    && TicketPaths.system(object).containsKey(field.get("key").text())) {
                reading.problems.add(field.get("key")
                        .problem(
                                "field.reserved",
                                Said.of(
                                        "'{name}' is a name expressions use already",
                                        "name",
                                        field.get("key").text())));
            }
            Kind kind = kinds.get(field.get("key").text());
            if (kind != null) {
                fields.add(field(field, kind));
            } else if (DerivedReader.is(field)) {
                derived.read(field);
            }
        }
        checkNames();
        checkTargets();
        checkSlots(fields);
        checkCircles(fields);
        return distinct(fields);
    }

    /**
     * A field that is emptied when hidden may decide whether another is shown, but not round in a circle: which of them
     * are there would depend on which is asked first.
     */
    private void checkCircles(List<FieldDef> fields) {
        Map<String, Set<String>> hangsOn = new HashMap<>();
        fields.forEach(f -> {
            Set<String> on = new TreeSet<>();
            if (f.visibleWhen() != null && f.whenHidden() == FieldDef.WhenHidden.CLEAR) {
                on.addAll(Mentions.of(f.visibleWhen()));
            }
            // What a formula rests on decides about what hangs on the formula.
            if (f.derivation() != null && !f.isArchived()) {
                on.addAll(f.derivation().inputs());
            }
            if (!on.isEmpty()) {
                hangsOn.put(f.key(), on);
            }
        });
        Set<String> reported = new HashSet<>();
        for (At field : written) {
            String key = field.get("key").text();
            Set<String> circle = reached(key, hangsOn);
            // A field that mentions itself is reported as that already.
            if (circle.contains(key) && !hangsOn.getOrDefault(key, Set.of()).contains(key) && !reported.contains(key)) {
                circle.removeIf(other -> !reached(other, hangsOn).contains(key));
                reported.addAll(circle);
                At where = field.get("visibleWhen");
                reading.problems.add((where.present() ? where : field.get("value"))
                        .problem(
                                "field.circle",
                                Said.of(
                                        "whether these fields are shown depends on each other: {fields}; one of them must keep its value when hidden",
                                        "fields",
                                        String.join(", ", circle))));
            }
        }
    }

    /** Every field that decides about {@code key}, directly or by others. */
    private static Set<String> reached(String key, Map<String, Set<String>> hangsOn) {
        Set<String> reached = new TreeSet<>();
        Deque<String> open = new ArrayDeque<>(hangsOn.getOrDefault(key, Set.of()));
        while (!open.isEmpty()) {
            String next = open.pop();
            if (hangsOn.containsKey(next) && reached.add(next)) {
                open.addAll(hangsOn.get(next));
            }
        }
        return reached;
    }

    private FieldDef field(At field, Kind kind) {
        String key = field.get("key").text();
        reading.place(at.get("key").text() + "/fields/" + field.get("id").text(), field);
        // What an archived field once said about others is kept in its file and judged again when it is restored.
        boolean archived = isArchived(field);
        Expr visible = archived ? null : condition(field.get("visibleWhen"));
        if (visible != null && Mentions.of(visible).contains(key)) {
            reading.problems.add(field.get("visibleWhen")
                    .problem("field.self", "a field cannot decide by its own value whether it is shown"));
        }
        List<FieldDef.Check> checks = new ArrayList<>();
        for (At rule : archived ? List.<At>of() : field.get("rules").items()) {
            Expr check = condition(rule.get("check"));
            var message = reading.label(rule.get("message"));
            if (check != null) {
                checks.add(new FieldDef.Check(check, message));
            }
        }
        boolean indexed = field.get("indexed").isTrue() && !isArchived(field);
        if (indexed && FieldTypes.of(kind).slot() == null) {
            reading.problems.add(field.get("indexed")
                    .problem(
                            "field.not_indexable",
                            Said.of("a field of kind {kind} cannot be indexed", "kind", kind.wire())));
        }
        return new FieldDef(
                field.get("id").text(),
                key,
                kind,
                reading.label(field.get("label")),
                reading.labelOrNull(field.get("help")),
                settings(DerivedReader.is(field) ? derived.settingsOf(field) : field, kind),
                indexed,
                sensitivity(field.get("sensitivity").text()),
                field.get("personal").isTrue(),
                field.get("required").isTrue(),
                visible,
                field.get("whenHidden").text().equals("clear") ? FieldDef.WhenHidden.CLEAR : FieldDef.WhenHidden.KEEP,
                archived ? null : requiredWhen(field),
                archived ? null : condition(field.get("readOnlyWhen")),
                checks,
                life(field.get("life").text()),
                convertedFrom(field.get("convertedFrom"), field),
                DerivedReader.is(field) ? derived.read(field) : null);
    }

    /** The condition as written, or that the ticket came by one of the channels on which the field is needed. */
    private @Nullable Expr requiredWhen(At field) {
        Expr written = condition(field.get("requiredWhen"));
        Set<String> channels = reading.channels(field);
        reading.isRequired(field);
        if (object && !channels.isEmpty()) {
            reading.problems.add(field.get("requiredOn")
                    .problem("field.required_on_object", "records of objects come by no channel"));
            return written;
        }
        if (channels.isEmpty()) {
            return written;
        }
        List<Value> names = channels.stream().sorted().map(Value::text).toList();
        Expr byChannel = new Expr.Apply(
                Op.IN,
                List.of(
                        new Expr.Attribute(TicketPaths.CHANNEL, ExprType.TEXT),
                        new Expr.Literal(new Value.Items(names), ExprType.LIST)),
                ExprType.BOOL);
        return written == null ? byChannel : Trees.any(List.of(written, byChannel));
    }

    private static FieldDef.Life life(String text) {
        return switch (text) {
            case "deprecated" -> FieldDef.Life.DEPRECATED;
            case "archived" -> FieldDef.Life.ARCHIVED;
            default -> FieldDef.Life.ACTIVE;
        };
    }

    /** The id of the field whose values this one takes over: another one of this type, and archived. */
    private @Nullable String convertedFrom(At from, At field) {
        if (!from.present()) {
            return null;
        }
        boolean good = written.stream().anyMatch(f -> f.get("id").text().equals(from.text()) && isArchived(f))
                && !isArchived(field);
        if (!good) {
            reading.problems.add(from.problem(
                    "field.converted_from",
                    Said.of(
                            "'{id}' is not an archived field of this type; only the values of such a field can be taken over",
                            "id",
                            from.text())));
            return null;
        }
        return from.text();
    }

    private Settings settings(At field, Kind kind) {
        List<Settings.Option> options = options(field.get("options"), 1);
        var min = field.get("min").decimalOrNull();
        var max = field.get("max").decimalOrNull();
        if (min != null && max != null && min.compareTo(max) > 0) {
            reading.problems.add(field.get("min").problem("field.range", "min is larger than max"));
        }
        At currency = field.get("currency");
        if (currency.present() && !Currencies.known(currency.text())) {
            reading.problems.add(currency.problem(
                    "currency.unknown", Said.of("'{value}' is not an ISO 4217 currency", "value", currency.text())));
        }
        return new Settings(
                options,
                field.get("maxLength").numberOrNull(),
                min,
                max,
                field.get("scale").numberOrNull(),
                kind == Kind.MONEY ? currency.text(currencyOf(field)) : null,
                field.get("target").textOrNull(),
                field.get("step").decimalOrNull(),
                field.get("maxItems").numberOrNull(),
                field.get("prefix").textOrNull(),
                field.get("depth").numberOrNull(),
                columns(field.get("columns")),
                files(field));
    }

    private String currencyOf(At field) {
        return DerivedReader.is(field) ? derived.currency(field) : defaultCurrency;
    }

    /** The currency of a field of kind money. */
    @Nullable
    String currencyOf(String key) {
        return derived.currencyOf(key);
    }

    /** The place whose settings a field's values follow: its own, or that of the field it is computed from. */
    At settingsOf(String key) {
        return derived.settingsOf(field(key));
    }

    /** What records looked up hold, behind the path that leads there. */
    Map<String, ExprType> relatedPaths() {
        Map<String, ExprType> paths = new HashMap<>();
        related("", 0, paths);
        return paths;
    }

    private List<Settings.Option> options(At list, int level) {
        List<Settings.Option> options = new ArrayList<>();
        Set<String> keys = new HashSet<>();
        for (At option : list.items()) {
            reading.unique("options", option.get("key"), keys);
            At children = option.get("options");
            if (children.present() && level == MOST_LEVELS) {
                reading.problems.add(children.problem(
                        "field.deep", Said.of("a tree has at most {limit} levels", "limit", MOST_LEVELS)));
            }
            options.add(new Settings.Option(
                    option.get("key").text(),
                    reading.label(option.get("label")),
                    option.get("tone").textOrNull(),
                    level < MOST_LEVELS ? options(children, level + 1) : List.of()));
        }
        return options;
    }

    private List<Settings.Column> columns(At list) {
        List<Settings.Column> columns = new ArrayList<>();
        Set<String> keys = new HashSet<>();
        for (At column : list.items()) {
            reading.unique("columns", column.get("key"), keys);
            Optional<Kind> kind = FieldTypes.kind(column.get("kind").text());
            if (kind.isEmpty()) {
                continue;
            }
            if (!Settings.canBeColumn(kind.get())) {
                reading.problems.add(column.get("kind")
                        .problem(
                                "field.column_kind",
                                Said.of(
                                        "a column cannot be of kind {kind}",
                                        "kind",
                                        kind.get().wire())));
                continue;
            }
            columns.add(new Settings.Column(
                    column.get("key").text(),
                    reading.label(column.get("label")),
                    kind.get(),
                    settings(column, kind.get()),
                    column.get("required").isTrue()));
        }
        return columns;
    }

    private static Settings.FileSettings files(At field) {
        Integer bytes = field.get("maxBytes").numberOrNull();
        return new Settings.FileSettings(
                field.get("accept").items().stream().map(At::text).toList(),
                field.get("refuse").items().stream().map(At::text).toList(),
                bytes == null ? null : bytes.longValue());
    }

    private void checkNames() {
        Set<String> known = keys();
        for (String role : List.of("titleField", "classifyText")) {
            written.stream()
                    .filter(f -> isArchived(f)
                            && f.get("key").text().equals(at.get(role).text()))
                    .forEach(f -> reading.problems.add(f.get("life")
                            .problem(
                                    "field.needed",
                                    Said.of(
                                            "the type needs this field as its {role}; name another first",
                                            "role",
                                            role))));
        }
        for (At role : List.of(at.get("titleField"), at.get("classifyText"))) {
            if (DerivedReader.is(field(role.text()))) {
                reading.problems.add(role.problem(
                        "type.derived",
                        Said.of("'{field}' is computed, and this must be a text people write", "field", role.text())));
            }
        }
        At title = at.get("titleField");
        if (reading.known("field", title, known)
                && kinds.containsKey(title.text())
                && kinds.get(title.text()) != Kind.TEXT) {
            reading.problems.add(title.problem("type.title", "the title must be a field of kind text"));
        }
        At words = at.get("classifyText");
        if (reading.known("field", words, known)
                && kinds.containsKey(words.text())
                && kinds.get(words.text()) != Kind.LONG_TEXT) {
            reading.problems.add(words.problem("type.words", "the customer's words must be a field of kind long_text"));
        }
    }

    /** Looked up are object types, and never in a circle: a path through them must come to an end. */
    private void checkTargets() {
        for (At field : written) {
            At target = field.get("target");
            if (!target.present() || !reading.known("object type", target, reading.objects.keySet())) {
                continue;
            }
            List<String> way = wayBack(target.text(), new ArrayList<>());
            if (object && !way.isEmpty()) {
                reading.problems.add(target.problem(
                        "lookup.circle",
                        Said.of(
                                "'{field}' looks up records that lead back here: {way}; leave one of these lookups out",
                                "field",
                                field.get("key").text(),
                                "way",
                                at.get("key").text() + " → " + String.join(" → ", way))));
            }
        }
    }

    /** The object types from {@code from} back to this one, both named; empty when no lookups lead there. */
    private List<String> wayBack(String from, List<String> walked) {
        if (walked.contains(from)) {
            return List.of();
        }
        List<String> way = new ArrayList<>(walked);
        way.add(from);
        if (from.equals(at.get("key").text())) {
            return way;
        }
        TypeReader next = reading.objects.get(from);
        for (String target : next == null ? Set.<String>of() : next.targets()) {
            List<String> found = wayBack(target, way);
            if (!found.isEmpty()) {
                return found;
            }
        }
        return List.of();
    }

    private Set<String> targets() {
        Set<String> targets = new TreeSet<>();
        written.forEach(f -> targets.add(f.get("target").text()));
        targets.remove("");
        return targets;
    }

    private void checkSlots(List<FieldDef> fields) {
        Map<FieldType.SlotKind, Integer> used = new EnumMap<>(FieldType.SlotKind.class);
        for (At field : written) {
            Kind kind = kinds.get(field.get("key").text());
            FieldType.SlotKind slot = kind != null && field.get("indexed").isTrue() && !isArchived(field)
                    ? FieldTypes.of(kind).slot()
                    : null;
            if (slot != null && used.merge(slot, 1, Integer::sum) > slot.count()) {
                reading.problems.add(field.get("indexed")
                        .problem(
                                "field.slots",
                                Said.of(
                                        "a type has room for {limit} indexed fields of this sort ({kinds}); index another one less",
                                        "limit",
                                        slot.count(),
                                        "kinds",
                                        kindsOf(slot))));
            }
        }
    }

    private static String kindsOf(FieldType.SlotKind slot) {
        List<String> names = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            if (FieldTypes.of(kind).slot() == slot) {
                names.add(kind.wire());
            }
        }
        return String.join(", ", names);
    }

    /** The forms named in type.yaml, in that order; files that are missing or not named are reported. */
    List<FormDef> forms(Map<String, Doc> files) {
        List<FormDef> forms = new ArrayList<>();
        Set<String> listed = new HashSet<>();
        for (At name : at.get("forms").items()) {
            listed.add(name.text());
            Doc file = files.get(name.text());
            if (file == null) {
                if (!name.text().isEmpty()) {
                    reading.problems.add(name.problem(
                            "reference.form",
                            Said.of(
                                            "there is no form-{name}.yaml beside type.yaml",
                                            "name",
                                            name.text(),
                                            "what",
                                            "form")
                                    .in("bare"),
                            Nearest.to(name.text(), files.keySet())));
                }
            } else {
                forms.add(form(file.at()));
            }
        }
        files.forEach((key, file) -> {
            if (!listed.contains(key)) {
                reading.problems.add(file.at()
                        .problem(
                                "form.unused",
                                Said.of(
                                        "the form '{name}' is not among the forms of type.yaml; add it there",
                                        "name",
                                        key)));
                form(file.at());
            }
        });
        return forms;
    }

    private FormDef form(At form) {
        return FormReader.read(reading, form, keys());
    }

    /** Duplicates are reported already; the maps of the type must still be buildable. */
    private static List<FieldDef> distinct(List<FieldDef> fields) {
        Set<String> keys = new HashSet<>();
        Set<String> ids = new HashSet<>();
        return fields.stream().filter(f -> keys.add(f.key()) & ids.add(f.id())).toList();
    }

    private static FieldDef.Sensitivity sensitivity(String text) {
        return switch (text) {
            case "public" -> FieldDef.Sensitivity.PUBLIC;
            case "secret" -> FieldDef.Sensitivity.SECRET;
            default -> FieldDef.Sensitivity.INTERNAL;
        };
    }
}
