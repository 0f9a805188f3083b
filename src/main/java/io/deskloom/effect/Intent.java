package io.deskloom.effect;

import io.deskloom.agenda.Approver;
import io.deskloom.agenda.LinkKind;
import io.deskloom.field.Value;
import io.deskloom.kernel.Label;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a rule wants, with its values computed. {@code command} checks it against access and flow, then applies it. */
public sealed interface Intent {
    /** @param field field key */
    record SetField(String field, Value value) implements Intent {}

    /** @param priority priority code */
    record SetPriority(int priority) implements Intent {}

    /** @param team team key */
    record AssignTeam(String team) implements Intent {}

    /** Has a routing say whose it is. @param routing key */
    record Route(String routing) implements Intent {}

    /** Adds entries to a field of several. @param field field key */
    record AddTo(String field, List<String> entries) implements Intent {
        public AddTo {
            entries = List.copyOf(entries);
        }
    }

    /** Takes entries out of a field of several. @param field field key */
    record RemoveFrom(String field, List<String> entries) implements Intent {
        public RemoveFrom {
            entries = List.copyOf(entries);
        }
    }

    /** @param to account id as the rule computed it, null for nobody */
    record Assign(@Nullable String to) implements Intent {}

    record Comment(boolean internal, String text) implements Intent {}

    /** @param action key of an action of the step the ticket is in */
    record Act(String action) implements Intent {}

    /**
     * Tells people.
     *
     * @param wish which of the rule's wishes this is, from 0: what to say stands there
     * @param event what the text mentions of the event, by path; it cannot be looked up later
     */
    record Notify(List<Audience> to, int wish, Map<String, Value> event) implements Intent {
        public Notify {
            to = List.copyOf(to);
            event = Map.copyOf(event);
        }
    }

    /**
     * Mails people.
     *
     * @param wish which of the rule's wishes this is, from 0: what to say stands there
     * @param event what the text mentions of the event, by path
     * @param language as the rule computed it for who has no account; null when it says nothing of it
     */
    record Mail(
            List<Audience> to,
            int wish,
            Map<String, Value> event,
            @Nullable String language) implements Intent {
        public Mail {
            to = List.copyOf(to);
            event = Map.copyOf(event);
        }
    }

    /**
     * Tells somebody outside.
     *
     * @param webhook key
     * @param event what happened, by path; it cannot be looked up later
     */
    record CallWebhook(String webhook, Map<String, Value> event) implements Intent {
        public CallWebhook {
            event = Map.copyOf(event);
        }
    }

    /**
     * Has a service outside do something.
     *
     * @param wish which of the rule's wishes this is, from 0: what it is given stands there
     * @param event what that mentions of the event, by path
     */
    record CallConnector(String connector, String operation, int wish, Map<String, Value> event) implements Intent {
        public CallConnector {
            event = Map.copyOf(event);
        }
    }

    /**
     * Asks a script what is wanted; what it answers is wished in its place.
     *
     * @param script its name
     * @param inputs what it is given, by name
     */
    record RunScript(String script, Map<String, Value> inputs) implements Intent {
        public RunScript {
            inputs = Map.copyOf(inputs);
        }
    }

    /** Keeps the change from being saved. @param field key of the field it is about, null for the whole */
    record Refuse(@Nullable String field, Label message) implements Intent {}

    /** @param within null when it could not be computed */
    record StartClock(String clock, @Nullable Duration within) implements Intent {}

    record StopClock(String clock) implements Intent {}

    /**
     * @param rests the facts its text was made of
     * @param within null when it could not be computed
     */
    record Promise(
            String key,
            Label text,
            List<String> rests,
            @Nullable Duration within) implements Intent {
        public Promise {
            rests = List.copyOf(rests);
        }
    }

    /** @param within null for no time in particular */
    record RequestApproval(
            String key,
            List<Approver> of,
            Label text,
            List<String> rests,
            @Nullable Duration within) implements Intent {
        public RequestApproval {
            of = List.copyOf(of);
            rests = List.copyOf(rests);
        }
    }

    /** @param set values by field key */
    record SuggestRemedy(
            String key,
            Label text,
            List<String> rests,
            @Nullable String action,
            Map<String, Value> set,
            @Nullable Label comment)
            implements Intent {
        public SuggestRemedy {
            rests = List.copyOf(rests);
            set = Map.copyOf(set);
        }
    }

    /** @param to id or number as the rule computed it */
    record LinkTo(String to, LinkKind kind) implements Intent {}

    /**
     * @param fields values by field key of the type
     * @param link what the new ticket is to this one
     */
    record CreateTicket(String type, Map<String, Value> fields, LinkKind link) implements Intent {
        public CreateTicket {
            fields = Map.copyOf(fields);
        }
    }
}
