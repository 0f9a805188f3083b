package io.deskloom.view;

import io.deskloom.access.Redaction;
import io.deskloom.effect.Explanation;
import io.deskloom.effect.Intent;
import io.deskloom.expr.Evaluator;
import io.deskloom.expr.Explain;
import io.deskloom.expr.Expr;
import io.deskloom.expr.Facts;
import io.deskloom.expr.Op;
import io.deskloom.expr.Sentence;
import io.deskloom.expr.Simplify;
import io.deskloom.expr.Trees;
import io.deskloom.field.FieldTypes;
import io.deskloom.field.Value;
import io.deskloom.identity.Actor;
import io.deskloom.kernel.Moment;
import io.deskloom.kernel.Rejection;
import io.deskloom.kernel.Result;
import io.deskloom.kernel.TicketId;
import io.deskloom.model.AccessDef.Verb;
import io.deskloom.model.CounterDef;
import io.deskloom.model.FieldDef;
import io.deskloom.model.Level;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.PackDef;
import io.deskloom.model.Priority;
import io.deskloom.model.RuleDef;
import io.deskloom.model.Snapshots;
import io.deskloom.model.TicketPaths;
import io.deskloom.model.TicketTypeDef;
import io.deskloom.rules.WhyRules;
import io.deskloom.ticket.Event;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Why rules did what they did, for readers who may not know everything the rules knew. A clause that looks at something
 * out of reach is always reported as redacted, whether it held or not: else its absence would say so.
 */
@ApplicationScoped
public class Whys {
    private final TicketReads tickets;
    private final TicketQueries queries;
    private final Snapshots snapshots;

    Whys(TicketReads tickets, TicketQueries queries, Snapshots snapshots) {
        this.tickets = tickets;
        this.queries = queries;
        this.snapshots = snapshots;
    }

    /** The explanation of the command {@code event} belongs to; 404 for an event the actor may not see or without one. */
    public Result<WhyView> why(Actor actor, MetadataSnapshot metadata, TicketId id, UUID event, Moment moment) {
        return tickets.look(actor, metadata, id, moment)
                .flatMap(look -> queries.explanation(actor.tenant(), id, event)
                        .filter(found -> Timeline.shows(
                                look.withOthers(tickets.others(
                                        actor,
                                        metadata,
                                        Timeline.other(found.event())
                                                .map(Set::of)
                                                .orElse(Set.of()),
                                        moment)),
                                found.event()))
                        .flatMap(found -> view(look, found))
                        .map(Result::ok)
                        .orElseGet(() -> Result.refused(Rejection.notFound())));
    }

    /** Whether somebody may be told what a counter found: it counts also what he may not see. */
    static boolean mayKnow(String path, Actor actor, MetadataSnapshot then) {
        CounterDef counter = then.counters().get(CounterDef.keyIn(path));
        return counter != null
                && (actor.can("metadata.publish") || counter.readers().stream().anyMatch(actor.roles()::contains));
    }

    private Optional<WhyView> view(Look look, TicketQueries.Explained found) {
        Explanation why = found.why();
        if (why == null) {
            return Optional.empty();
        }
        Optional<MetadataSnapshot> then = snapshots.release(look.actor().tenant(), why.release());
        Optional<TicketTypeDef> type = then.flatMap(r -> r.typeById(look.type().id()));
        if (then.isEmpty() || type.isEmpty()) {
            return Optional.empty();
        }
        Event.Meta meta = found.event().meta();
        return Optional.of(of(look, then.get(), type.get(), why, meta.id(), meta.at()));
    }

    /** @param then the release the rules stand in; @param type as it is there */
    WhyView of(Look look, MetadataSnapshot then, TicketTypeDef type, Explanation why, UUID event, Instant at) {
        List<WhyView.FiredRule> fired = new ArrayList<>();
        List<WhyView.NotFiredRule> notFired = new ArrayList<>();
        List<WhyView.FactView> facts = new ArrayList<>();
        // What rules did once a change was saved, and what those made of it that are asked before: one decision.
        for (Explanation part = why; part != null; part = part.next()) {
            Reader reader = new Reader(
                    look, then, type, part, new Moment(at, look.moment().zone()));
            fired.addAll(reader.fired());
            notFired.addAll(reader.notFired());
            reader.facts().stream()
                    .filter(fact ->
                            facts.stream().noneMatch(known -> known.path().equals(fact.path())))
                    .forEach(facts::add);
        }
        return new WhyView(why.release().hash(), event, at, fired, notFired, facts);
    }

    /** One explanation for one reader. */
    private static final class Reader {
        private final Look look;
        private final MetadataSnapshot then;
        private final TicketTypeDef type;
        private final Explanation why;
        private final Moment moment;
        private @Nullable Set<String> telling;

        Reader(Look look, MetadataSnapshot then, TicketTypeDef type, Explanation why, Moment moment) {
            this.look = look;
            this.then = then;
            this.type = type;
            this.why = why;
            this.moment = moment;
        }

        List<WhyView.FiredRule> fired() {
            List<WhyView.FiredRule> out = new ArrayList<>();
            for (Explanation.Fired fired : why.fired()) {
                Optional<RuleDef> rule = rule(fired.rule(), fired.pack());
                out.add(new WhyView.FiredRule(
                        fired.rule(),
                        rule.map(r -> r.label().byLanguage()).orElseGet(() -> Map.of("en", fired.key())),
                        fired.pack(),
                        fired.packVersion(),
                        rule.map(r -> sentence(r, what(r.when()))).orElse(null),
                        fired.intents().stream()
                                .flatMap(i -> intent(i, fired.refused()).stream())
                                .toList(),
                        fired.scripts().stream().map(this::script).toList()));
            }
            return out;
        }

        List<WhyView.NotFiredRule> notFired() {
            List<WhyView.NotFiredRule> out = new ArrayList<>();
            for (RuleDef rule : then.rules()) {
                if (WhyRules.wasAsked(rule, type.key(), why)
                        && why.fired().stream().noneMatch(f -> is(rule, f.rule(), f.pack()))) {
                    notFired(rule).ifPresent(out::add);
                }
            }
            return out;
        }

        /** Empty for a rule that waits for another event: it was not asked, so there is no "why not". */
        private Optional<WhyView.NotFiredRule> notFired(RuleDef rule) {
            List<WhyView.FailingClause> failing = new ArrayList<>();
            List<WhyView.FailingClause> unasked = new ArrayList<>();
            int held = 0;
            for (Explain.Clause clause : Explain.why(rule.when(), facts(rule))) {
                if (asksWhen(clause.expr())) {
                    // Whether a field this reader may not know was changed must not show in which rules are listed.
                    if (!Evaluator.test(clause.expr(), open(facts(rule)))) {
                        return Optional.empty();
                    }
                } else if (!Redaction.isOpen(clause.expr(), this::isTold)) {
                    failing.add(new WhyView.FailingClause(null, true));
                } else if (clause.held()) {
                    held++;
                } else if (!isKnown(clause.expr())) {
                    unasked.add(new WhyView.FailingClause(sentence(rule, clause.expr()), false));
                } else {
                    failing.add(new WhyView.FailingClause(sentence(rule, clause.expr()), false));
                }
            }
            // Another clause had failed before anybody asked.
            failing.addAll(failing.isEmpty() ? unasked : List.of());
            return Optional.of(new WhyView.NotFiredRule(
                    rule.id(),
                    rule.label().byLanguage(),
                    rule.origin().pack(),
                    rule.origin().version(),
                    failing,
                    held));
        }

        /** Whether all it looks at was found out: a counter is asked only when it decides. */
        private boolean isKnown(Expr e) {
            return Trees.paths(e).stream()
                    .filter(p -> p.startsWith(CounterDef.PREFIX))
                    .allMatch(p -> why.facts().containsKey(question(p)));
        }

        /** What is asked together when this path is looked at; null for what is known without asking. */
        private static @Nullable String question(String path) {
            return path.startsWith(CounterDef.PREFIX)
                    ? CounterDef.PREFIX + CounterDef.keyIn(path)
                    : path.startsWith(TicketPaths.REQUESTER) ? TicketPaths.REQUESTER : null;
        }

        /** Whether the reader may know the fact, and also that it was asked for. */
        private boolean isTold(String path) {
            String question = question(path);
            return isOpen(path) && (question == null || !telling().contains(question));
        }

        /**
         * The questions that a rule asks only when something holds which this reader may not know: that they were asked would say
         * that it held.
         */
        private Set<String> telling() {
            if (telling == null) {
                telling = then.rules().stream()
                        .filter(rule -> WhyRules.wasAsked(rule, type.key(), why) || rule.timing() != null)
                        .filter(rule -> !Redaction.isOpen(rule.when(), this::isOpen))
                        .flatMap(rule -> Trees.paths(rule.when()).stream())
                        .flatMap(path -> Stream.ofNullable(question(path)))
                        .collect(Collectors.toSet());
            }
            return telling;
        }

        List<WhyView.FactView> facts() {
            List<WhyView.FactView> out = new ArrayList<>();
            new TreeMap<>(why.facts()).forEach((path, value) -> {
                Optional<FieldDef> field = type.field(path);
                if (isTold(path)) {
                    out.add(new WhyView.FactView(
                            path,
                            field.map(f -> f.label().byLanguage())
                                    .or(() -> named(path))
                                    .orElse(null),
                            json(field, value),
                            false));
                } else if (field.isPresent() && look.state(path).level() == Level.MASKED) {
                    out.add(new WhyView.FactView(path, field.get().label().byLanguage(), null, true));
                }
                // What is hidden is not even named.
            });
            return out;
        }

        /** What has no field's name; of what merely says when rules are asked nobody wants to read. */
        private Optional<Map<String, String>> named(String path) {
            if (path.equals("event.kind") || path.equals("event.changed")) {
                return Optional.empty();
            }
            TypeNames names = new TypeNames(type, then);
            String english = names.label(path, "en");
            return english.equals(path)
                    ? Optional.empty()
                    : Optional.of(Map.of("en", english, "zh", names.label(path, "zh")));
        }

        private boolean isOpen(String path) {
            if (path.startsWith(CounterDef.PREFIX)) {
                return mayKnow(path, look.actor(), then);
            }
            return path.startsWith("param.")
                    || look.isOpen(path)
                            && (type.field(path).isEmpty()
                                    || look.type().field(path).isPresent());
        }

        private Facts facts(RuleDef rule) {
            Map<String, Value> values = new HashMap<>(why.facts());
            values.putAll(parameters(rule));
            return new Facts() {
                @Override
                public Value get(String path) {
                    return values.getOrDefault(path, Value.NULL);
                }

                @Override
                public Moment moment() {
                    return moment;
                }
            };
        }

        /** The same facts without the changes of fields that are not open to this reader. */
        private Facts open(Facts all) {
            return new Facts() {
                @Override
                public Value get(String path) {
                    Value value = all.get(path);
                    return path.equals("event.changed") && value instanceof Value.Items(List<Value> keys)
                            ? new Value.Items(keys.stream()
                                    .filter(k -> k instanceof Value.Text(String key) && isOpen(key))
                                    .toList())
                            : value;
                }

                @Override
                public Moment moment() {
                    return all.moment();
                }
            };
        }

        private Optional<WhyView.RuleIntent> intent(Intent intent, @Nullable String refused) {
            return switch (intent) {
                case Intent.SetPriority(int priority) ->
                    Optional.of(new WhyView.RuleIntent(
                            "priority", "priority", Priority.ofCode(priority).wire(), refused));
                case Intent.AssignTeam(String team) ->
                    Optional.of(new WhyView.RuleIntent("team", "team", team, refused));
                case Intent.Route(String routing) ->
                    Optional.of(new WhyView.RuleIntent("route", "assignee", routing, refused));
                case Intent.AddTo(String field, List<String> entries) -> entries("add", field, entries, refused);
                case Intent.RemoveFrom(String field, List<String> entries) ->
                    entries("remove", field, entries, refused);
                case Intent.Assign(String to) -> Optional.of(new WhyView.RuleIntent("assign", "assignee", to, refused));
                case Intent.Comment(boolean internal, String text) ->
                    internal && !look.verbs().contains(Verb.READ_INTERNAL)
                            ? Optional.empty()
                            : Optional.of(new WhyView.RuleIntent(
                                    "comment",
                                    internal ? "internal" : "public",
                                    look.mayReadText() ? text : null,
                                    refused));
                case Intent.Act(String action) -> Optional.of(new WhyView.RuleIntent("act", "step", action, refused));
                case Intent.RunScript(String script, var _) ->
                    Optional.of(new WhyView.RuleIntent("script", script, null, refused));
                case Intent.CallWebhook(String webhook, var _) ->
                    Optional.of(new WhyView.RuleIntent("webhook", "ticket", webhook, refused));
                case Intent.CallConnector call ->
                    Optional.of(new WhyView.RuleIntent(
                            "connector", "ticket", call.connector() + "." + call.operation(), refused));
                case Intent.Notify _ -> Optional.of(new WhyView.RuleIntent("notify", "ticket", null, refused));
                case Intent.Mail _ -> Optional.of(new WhyView.RuleIntent("mail", "ticket", null, refused));
                case Intent.StartClock(String clock, var _) -> agenda("start_clock", clock, refused);
                case Intent.StopClock(String clock) -> agenda("stop_clock", clock, refused);
                case Intent.Promise wish -> agenda("promise", wish.key(), refused);
                case Intent.RequestApproval wish -> agenda("approval", wish.key(), refused);
                case Intent.SuggestRemedy wish -> agenda("remedy", wish.key(), refused);
                // With which one the history says to who sees it.
                case Intent.LinkTo(var _, var kind) ->
                    Optional.of(new WhyView.RuleIntent("link", "ticket", kind.wire(), refused));
                case Intent.CreateTicket(String wanted, var _, var _) ->
                    look.verbs().contains(Verb.READ_INTERNAL)
                            ? Optional.of(new WhyView.RuleIntent("create", wanted, null, refused))
                            : Optional.empty();
                case Intent.Refuse _ -> Optional.of(new WhyView.RuleIntent("refuse", "ticket", null, refused));
                case Intent.SetField(String field, Value value) ->
                    look.state(field).level() == Level.HIDDEN
                            ? Optional.empty()
                            : Optional.of(new WhyView.RuleIntent(
                                    "field",
                                    field,
                                    look.mayRead(field) ? json(type.field(field), value) : null,
                                    refused));
            };
        }

        /** What it wrote, and how long it took, may say what it was given. */
        private WhyView.ScriptRun script(Explanation.Ran ran) {
            boolean open = ran.consulted().stream().allMatch(this::isOpen);
            return new WhyView.ScriptRun(
                    ran.script(),
                    open ? ran.log() : null,
                    open ? ran.micros() : null,
                    ran.failed(),
                    ran.line() == 0 ? null : ran.line());
        }

        private Optional<WhyView.RuleIntent> agenda(String kind, String key, @Nullable String refused) {
            return look.verbs().contains(Verb.READ_INTERNAL)
                    ? Optional.of(new WhyView.RuleIntent(kind, "agenda", key, refused))
                    : Optional.empty();
        }

        private Optional<WhyView.RuleIntent> entries(
                String kind, String field, List<String> entries, @Nullable String refused) {
            return look.state(field).level() == Level.HIDDEN
                    ? Optional.empty()
                    : Optional.of(new WhyView.RuleIntent(kind, field, look.mayRead(field) ? entries : null, refused));
        }

        private static @Nullable Object json(Optional<FieldDef> field, Value value) {
            if (field.isPresent() && field.get().kind().type().isWriteOnly()) {
                return null;
            }
            return field.isPresent()
                    ? FieldTypes.of(field.get().kind()).toJson(value)
                    : io.deskloom.expr.ExprJson.writeValue(value);
        }

        private Optional<RuleDef> rule(String id, @Nullable String pack) {
            return then.rule(id, pack);
        }

        private static boolean is(RuleDef rule, String id, @Nullable String pack) {
            return rule.id().equals(id)
                    && java.util.Objects.equals(rule.origin().pack(), pack);
        }

        /**
         * In words, in every language, a pack's parameters by their values; null when it looks at anything the reader
         * may not know.
         */
        private @Nullable Map<String, String> sentence(RuleDef rule, Expr e) {
            if (!Redaction.isOpen(e, this::isOpen)) {
                return null;
            }
            TypeNames names = new TypeNames(type, then);
            Map<String, Value> parameters = parameters(rule);
            Expr said = Simplify.fold(e, path -> Optional.ofNullable(parameters.get(path)));
            return Map.of("en", Sentence.of(said, names, "en"), "zh", Sentence.of(said, names, "zh"));
        }

        private Map<String, Value> parameters(RuleDef rule) {
            PackDef pack = rule.origin().pack() == null
                    ? null
                    : then.packs().get(rule.origin().pack());
            Map<String, Value> out = new HashMap<>();
            if (pack != null) {
                pack.parameters().forEach((name, value) -> out.put("param." + name, value));
            }
            return out;
        }

        /** The condition without what merely says when the rule is asked, unless it says nothing else. */
        private static Expr what(Expr when) {
            if (!(when instanceof Expr.Apply all) || all.op() != Op.AND) {
                return when;
            }
            List<Expr> rest = all.args().stream()
                    .map(Reader::what)
                    .filter(e -> !asksWhen(e))
                    .toList();
            return switch (rest.size()) {
                case 0 -> when;
                case 1 -> rest.getFirst();
                default -> new Expr.Apply(Op.AND, rest, all.type());
            };
        }

        /** About the event alone, such as "created, or the tier changed": it can also name fields a reader may not see. */
        private static boolean asksWhen(Expr e) {
            Set<String> paths = Set.copyOf(Trees.paths(e));
            return !paths.isEmpty() && paths.stream().allMatch(p -> p.startsWith("event."));
        }
    }
}
