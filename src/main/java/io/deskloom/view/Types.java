package io.deskloom.view;

import io.deskloom.access.FieldAccess;
import io.deskloom.access.FieldState;
import io.deskloom.access.FlowAndAccess;
import io.deskloom.access.Planner;
import io.deskloom.access.Redaction;
import io.deskloom.access.TicketAccess;
import io.deskloom.expr.Expr;
import io.deskloom.expr.Simplify;
import io.deskloom.field.FieldTypes;
import io.deskloom.field.Settings;
import io.deskloom.field.Value;
import io.deskloom.identity.Actor;
import io.deskloom.kernel.Label;
import io.deskloom.kernel.Moment;
import io.deskloom.kernel.Rejection;
import io.deskloom.kernel.Result;
import io.deskloom.model.AccessDef.Verb;
import io.deskloom.model.Derivation;
import io.deskloom.model.FieldDef;
import io.deskloom.model.FieldDef.WhenHidden;
import io.deskloom.model.FlowDef;
import io.deskloom.model.Level;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.TicketPaths;
import io.deskloom.model.TicketTypeDef;
import io.deskloom.model.ViewDef;
import io.deskloom.view.TypeSchema.ColumnSchema;
import io.deskloom.view.TypeSchema.FieldSchema;
import io.deskloom.view.TypeSchema.FieldSettings;
import io.deskloom.view.TypeSchema.StepAction;
import io.deskloom.view.TypeSchema.StepSchema;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Ticket and object types as one actor may know them. */
@ApplicationScoped
public class Types {
    private final Planner planner;

    /** The channel of what people fill in in the browser. */
    private static final String FORMS = "web";

    Types(Planner planner) {
        this.planner = planner;
    }

    /** The types the actor may see tickets of or create, by key. */
    public List<TypeItem> list(Actor actor, MetadataSnapshot metadata, Moment moment) {
        return items(actor, metadata.types().values(), moment);
    }

    /** The object types the actor may see records of or create, by key. */
    public List<TypeItem> objects(Actor actor, MetadataSnapshot metadata, Moment moment) {
        return items(actor, metadata.objects().values(), moment);
    }

    private List<TypeItem> items(Actor actor, Collection<TicketTypeDef> types, Moment moment) {
        return types.stream()
                .filter(t -> known(actor, t, moment))
                .sorted(Comparator.comparing(TicketTypeDef::key))
                .map(t -> new TypeItem(
                        t.key(),
                        t.label().byLanguage(),
                        t.plural().byLanguage(),
                        t.icon(),
                        t.prefix(),
                        canCreate(actor, t, moment)))
                .toList();
    }

    /** The type's schema; 404 for one the actor may not know of. */
    public Result<TypeSchema> schema(Actor actor, MetadataSnapshot metadata, String key, Moment moment) {
        return schema(actor, metadata, metadata.type(key), moment);
    }

    /** The object type's schema; 404 for one the actor may not know of. */
    public Result<TypeSchema> objectSchema(Actor actor, MetadataSnapshot metadata, String key, Moment moment) {
        return schema(actor, metadata, metadata.object(key), moment);
    }

    private Result<TypeSchema> schema(
            Actor actor, MetadataSnapshot metadata, Optional<TicketTypeDef> type, Moment moment) {
        return type.filter(t -> known(actor, t, moment))
                .map(t -> Result.ok(schema(actor, metadata, t, moment)))
                .orElseGet(() -> Result.refused(Rejection.notFound()));
    }

    private boolean known(Actor actor, TicketTypeDef type, Moment moment) {
        return canCreate(actor, type, moment) || planner.mayList(actor, type, moment);
    }

    private static boolean canCreate(Actor actor, TicketTypeDef type, Moment moment) {
        return TicketAccess.may(actor, type, Verb.CREATE, null, moment);
    }

    private TypeSchema schema(Actor actor, MetadataSnapshot metadata, TicketTypeDef type, Moment moment) {
        Map<String, FieldState> states = FieldAccess.offered(type, FlowAndAccess.of(type), actor, null, moment);
        Map<String, Planner.ListUse> uses = planner.listUses(actor, type, moment);
        Set<String> shown = new TreeSet<>();
        for (FieldDef field : type.fields()) {
            Planner.ListUse use = uses.get(field.key());
            if (states.getOrDefault(field.key(), FieldAccess.HIDDEN).level() != Level.HIDDEN
                    || (use != null && use.shown())) {
                shown.add(field.key());
            }
        }
        Predicate<String> open = path -> type.field(path).isPresent()
                && states.getOrDefault(path, FieldAccess.HIDDEN).level().canRead();
        List<FieldSchema> fields = type.fields().stream()
                .filter(f -> shown.contains(f.key()))
                .map(f -> field(f, states.getOrDefault(f.key(), FieldAccess.HIDDEN), uses.get(f.key()), open, actor))
                .toList();
        boolean canCreate = canCreate(actor, type, moment);
        boolean deadlines = !metadata.serviceLevels().of(type.key()).isEmpty()
                && planner.internal(actor, type, moment).isPresent();
        return new TypeSchema(
                type.key(),
                type.label().byLanguage(),
                type.plural().byLanguage(),
                type.icon(),
                type.prefix(),
                canCreate,
                fields,
                type.forms().stream().map(f -> FormLayouts.of(f, shown)).toList(),
                type.flow().nodes().stream().map(Types::step).toList(),
                jsonSchema(type, states),
                columns(type, shown, uses, states, deadlines),
                planner.relatedUses(actor, metadata, type, moment).stream()
                        .map(Types::related)
                        .toList());
    }

    private static TypeSchema.RelatedField related(Planner.RelatedUse use) {
        List<Label> way = Stream.concat(use.way().stream(), Stream.of(use.field()))
                .map(FieldDef::label)
                .toList();
        Map<String, String> label = new LinkedHashMap<>();
        use.field()
                .label()
                .byLanguage()
                .keySet()
                .forEach(language -> label.put(
                        language, way.stream().map(l -> l.in(language)).collect(Collectors.joining(" › "))));
        return new TypeSchema.RelatedField(
                use.path(),
                use.field().kind().wire(),
                label,
                settings(use.field().settings()),
                (use.read() ? Level.READ : Level.MASKED).wire(),
                use.range());
    }

    private static FieldSchema field(
            FieldDef f, FieldState state, Planner.@Nullable ListUse use, Predicate<String> open, Actor actor) {
        // A field that only some tickets show is masked as far as a new one is concerned.
        Level level = state.level() == Level.HIDDEN ? Level.MASKED : state.level();
        Expr requiredWhen = f.requiredWhen() == null ? null : known(f.requiredWhen(), actor);
        // A condition that is decided already: by the channel of who fills in a form.
        boolean needed = requiredWhen instanceof Expr.Literal(Value.Bool(boolean always), var _) && always;
        return new FieldSchema(
                f.key(),
                f.kind().wire(),
                f.label().byLanguage(),
                f.help() == null ? null : f.help().byLanguage(),
                settings(f.settings()),
                level.wire(),
                use != null && use.match(),
                use != null && use.range(),
                f.required() || needed,
                f.sensitivity().name().toLowerCase(Locale.ROOT),
                tree(f.visibleWhen(), open, actor),
                requiredWhen instanceof Expr.Literal ? null : tree(requiredWhen, open, actor),
                tree(f.readOnlyWhen(), open, actor),
                f.whenHidden() == WhenHidden.CLEAR ? "clear" : "keep",
                FieldViews.rules(f, open),
                f.life() == FieldDef.Life.DEPRECATED,
                f.derivation() == null ? null : f.derivation().wire(),
                f.derivation() instanceof Derivation.Computed formula ? tree(formula.value(), open, actor) : null);
    }

    static FieldSettings settings(Settings s) {
        return new FieldSettings(
                options(s.options()),
                s.maxLength(),
                s.min(),
                s.max(),
                s.scale(),
                s.currency(),
                s.target(),
                s.step(),
                s.maxItems(),
                s.depth(),
                s.columns().stream()
                        .map(c -> new TypeSchema.TableColumn(
                                c.key(), c.kind().wire(), c.label().byLanguage(), settings(c.settings()), c.required()))
                        .toList(),
                s.files().accept(),
                s.files().refuse(),
                s.files().mostBytes());
    }

    private static List<TypeSchema.FieldOption> options(List<Settings.Option> options) {
        return options.stream()
                .map(o -> new TypeSchema.FieldOption(o.key(), o.label().byLanguage(), o.tone(), options(o.children())))
                .toList();
    }

    /** A condition over fields the actor may read; what it says of the actor is known. Null when there is more to it. */
    private static @Nullable Map<String, @Nullable Object> tree(@Nullable Expr e, Predicate<String> open, Actor actor) {
        if (e == null) {
            return null;
        }
        Expr folded = known(e, actor);
        return Redaction.isOpen(folded, open) ? FieldViews.json(folded) : null;
    }

    /** With what is known of a ticket that its form is being filled in for, and of who does. */
    private static Expr known(Expr e, Actor actor) {
        return Simplify.fold(e, path -> switch (path) {
            case "actor" -> Optional.of(Value.text(actor.account().toString()));
            case "actor.roles" -> Optional.of(Value.texts(List.copyOf(new TreeSet<>(actor.roles()))));
            case "actor.teams" -> Optional.of(Value.texts(List.copyOf(new TreeSet<>(actor.teams()))));
            case TicketPaths.CHANNEL -> Optional.of(Value.text(FORMS));
            default ->
                path.startsWith("ticket.") || path.startsWith("record.") || path.startsWith("event.")
                        ? Optional.of(Value.NULL)
                        : Optional.empty();
        });
    }

    private static StepSchema step(FlowDef.Node node) {
        return switch (node) {
            case FlowDef.Task n ->
                new StepSchema(
                        n.id(),
                        n.label().byLanguage(),
                        "task",
                        n.category().wire(),
                        n.actions().stream()
                                .map(a -> new StepAction(a.key(), a.label().byLanguage()))
                                .toList());
            case FlowDef.Place n ->
                new StepSchema(
                        n.id(), n.label().byLanguage(), n.kind(), n.category().wire(), List.of());
            default -> new StepSchema(node.id(), node.label().byLanguage(), node.kind(), null, List.of());
        };
    }

    private static Map<String, @Nullable Object> jsonSchema(TicketTypeDef type, Map<String, FieldState> states) {
        Map<String, @Nullable Object> properties = new LinkedHashMap<>();
        List<String> required = new ArrayList<>();
        for (FieldDef f : type.fields()) {
            FieldState state = states.getOrDefault(f.key(), FieldAccess.HIDDEN);
            if (state.level().canWrite()) {
                properties.put(f.key(), FieldTypes.of(f.kind()).jsonSchema(f.settings()));
                if (f.required() && f.visibleWhen() == null) {
                    required.add(f.key());
                }
            }
        }
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        out.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        out.put("type", "object");
        out.put("properties", properties);
        out.put("required", required);
        out.put("additionalProperties", false);
        return out;
    }

    private static List<ColumnSchema> columns(
            TicketTypeDef type,
            Set<String> shown,
            Map<String, Planner.ListUse> uses,
            Map<String, FieldState> states,
            boolean deadlines) {
        List<ColumnSchema> out = new ArrayList<>();
        if (!type.isObject()) {
            out.add(system("number", "Number", "编号", "number", true, true));
        }
        if (FieldAccess.mayReadTitle(type, states)) {
            out.add(system("title", "Title", "标题", "title", false, false));
        }
        if (type.isObject()) {
            out.add(system("source", "Source", "来源", "text", false, true));
            out.add(system("external_id", "Id at the source", "外部编号", "text", false, true));
        } else {
            out.add(system("step", "Step", "步骤", "step", false, true));
            out.add(system("status", "Status", "状态", "status", false, true));
            out.add(system("priority", "Priority", "优先级", "priority", true, true));
            out.add(system("assignee", "Assignee", "处理人", "account", false, true));
            out.add(system("team", "Team", "团队", "team", false, true));
        }
        if (deadlines) {
            out.add(system(ViewDef.SLA_DUE, "Next deadline", "下一时限", "date_time", true, true));
        }
        out.add(system("created", "Created", "创建时间", "date_time", true, false));
        out.add(system("updated", "Updated", "更新时间", "date_time", true, false));
        for (FieldDef field : type.fields()) {
            Planner.ListUse use = uses.get(field.key());
            if (shown.contains(field.key()) && use != null) {
                out.add(new ColumnSchema(
                        field.key(),
                        field.label().byLanguage(),
                        field.kind().wire(),
                        use.sortable(),
                        use.filterable()));
            }
        }
        return out;
    }

    private static ColumnSchema system(
            String key, String en, String zh, String kind, boolean sortable, boolean filterable) {
        return new ColumnSchema(key, Label.of(en, zh).byLanguage(), kind, sortable, filterable);
    }
}
