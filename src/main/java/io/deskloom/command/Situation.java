package io.deskloom.command;

import io.deskloom.access.FieldAccess;
import io.deskloom.access.FieldState;
import io.deskloom.access.FlowAndAccess;
import io.deskloom.expr.Facts;
import io.deskloom.identity.Actor;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.Moment;
import io.deskloom.kernel.ReleaseId;
import io.deskloom.kernel.TicketId;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.model.TicketTypeDef;
import io.deskloom.ticket.Ticket;
import io.deskloom.ticket.TicketFacts;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * All a decision is made on, beside the ticket: gathered first, so that deciding reads nothing.
 *
 * @param now the current release
 * @param type the ticket's type in the current release
 * @param pinned flow and step matrix of the release the ticket runs on
 * @param accounts which of the accounts the command names exist and are active
 * @param active whether there is an active account of this id; for those a rule names
 * @param records which of the records the command names in lookups the actor sees, with their object type's key
 * @param relate gives a ticket the facts of the records it looks up; asked again only when a lookup changes
 * @param sealer for the values of secret fields
 * @param scripts asks a script what a rule wants
 * @param files those of the files the command names that there are
 * @param others the workspace's other tickets
 * @param asked what is asked for only when a rule looks at it
 * @param releases earlier releases, for what runs on one of them
 * @param step node id of the step that is worked in, null for whichever the actor may work in
 * @param tried the release whose flow a new ticket gets, null for the one in force
 */
record Situation(
        MetadataSnapshot now,
        TicketTypeDef type,
        FlowAndAccess pinned,
        Actor actor,
        Origin origin,
        Moment moment,
        Set<AccountId> accounts,
        Predicate<AccountId> active,
        Map<TicketId, String> records,
        UnaryOperator<Ticket> relate,
        Sealer sealer,
        ScriptPort scripts,
        NamedFiles files,
        Others others,
        AskedFacts asked,
        Function<ReleaseId, Optional<MetadataSnapshot>> releases,
        @Nullable String step,
        @Nullable ReleaseId tried) {

    /** Of whichever step the actor may work in. */
    Situation(
            MetadataSnapshot now,
            TicketTypeDef type,
            FlowAndAccess pinned,
            Actor actor,
            Origin origin,
            Moment moment,
            Set<AccountId> accounts,
            Predicate<AccountId> active,
            Map<TicketId, String> records,
            UnaryOperator<Ticket> relate,
            Sealer sealer,
            ScriptPort scripts,
            NamedFiles files,
            Others others,
            AskedFacts asked,
            Function<ReleaseId, Optional<MetadataSnapshot>> releases) {
        this(
                now, type, pinned, actor, origin, moment, accounts, active, records, relate, sealer, scripts, files,
                others, asked, releases, null, null);
    }

    /** The same for who works in one of several steps. */
    Situation in(String node) {
        return new Situation(
                now, type, pinned, actor, origin, moment, accounts, active, records, relate, sealer, scripts, files,
                others, asked, releases, node, tried);
    }

    /** The same for a ticket that runs on another revision of its flow. */
    Situation on(FlowAndAccess revision) {
        return new Situation(
                now, type, revision, actor, origin, moment, accounts, active, records, relate, sealer, scripts, files,
                others, asked, releases, step, tried);
    }

    /** The same for a new ticket that another revision of the flow is tried on. */
    Situation trying(ReleaseId release, FlowAndAccess revision, UnaryOperator<Ticket> related) {
        return new Situation(
                now, type, revision, actor, origin, moment, accounts, active, records, related, sealer, scripts, files,
                others, asked, releases, step, release);
    }

    /** The release whose flow a new ticket runs on. */
    ReleaseId newRelease() {
        return tried == null ? now.release() : tried;
    }

    /** The same with more that tickets look up. @param more gives them what another revision of their flow mentions, too */
    Situation relating(UnaryOperator<Ticket> more) {
        return new Situation(
                now, type, pinned, actor, origin, moment, accounts, active, records, more, sealer, scripts, files,
                others, asked, releases, step, tried);
    }

    /** The ticket as it is in the step that is worked in. */
    private @Nullable Ticket stepped(@Nullable Ticket ticket) {
        return ticket == null || step == null ? ticket : ticket.at(step);
    }

    /** The ticket as the actor's conditions see it. */
    Facts facts(Ticket ticket) {
        return TicketFacts.of(ticket, type, viewer(), moment);
    }

    /** The ticket as rules see it after something happened to it. */
    Facts facts(Ticket ticket, TicketFacts.Happening event) {
        return asked.over(TicketFacts.of(ticket, type, viewer(), event, moment), ticket);
    }

    /** What the actor gets of each field, by key. */
    Map<String, FieldState> states(@Nullable Ticket ticket) {
        return FieldAccess.states(type, pinned, actor, stepped(ticket), moment);
    }

    /**
     * What the actor's rights alone give of each field, the fields' own conditions left out: those are judged on the
     * values a command leaves behind, rights on the ticket it finds.
     */
    Map<String, FieldState> rights(@Nullable Ticket ticket) {
        return FieldAccess.offered(type, pinned, actor, stepped(ticket), moment);
    }

    private TicketFacts.Viewer viewer() {
        return new TicketFacts.Viewer(actor.account(), actor.roles(), actor.teams());
    }
}
