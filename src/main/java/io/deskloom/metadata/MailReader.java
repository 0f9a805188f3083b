package io.deskloom.metadata;

import io.deskloom.expr.Expr;
import io.deskloom.expr.ExprType;
import io.deskloom.model.AccessDef;
import io.deskloom.model.MailDef;
import io.deskloom.model.RuleDef.IntentDef;
import io.deskloom.model.RuleDef.To;
import io.deskloom.model.TextTemplate;
import io.deskloom.model.TicketPaths;
import io.deskloom.model.TicketTypeDef;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the words of mails, and what rules mail. */
final class MailReader {
    private final Reading reading;
    private final Map<String, TicketTypeDef> types;
    private final Map<String, MailDef> mails = new LinkedHashMap<>();
    private final Set<String> keys = new TreeSet<>();

    /** @param types the ticket types that could be read, by key */
    MailReader(Reading reading, Map<String, TicketTypeDef> types) {
        this.reading = reading;
        this.types = types;
    }

    /** Those that could be read, by key. */
    Map<String, MailDef> mails() {
        return mails;
    }

    void read(String key, At at) {
        keys.add(key);
        reading.uniqueId("mail", at.get("id"));
        var label = reading.label(at.get("label"));
        TypeReader type = reading.tickets.get(at.get("type").text());
        if (type == null) {
            reading.known("type", at.get("type"), reading.tickets.keySet());
            return;
        }
        TextTemplate subject = reading.template(at.get("subject"), type.rules());
        TextTemplate text = reading.template(at.get("text"), type.rules());
        if (subject != null && text != null) {
            mails.put(
                    key,
                    new MailDef(at.get("id").text(), key, label, at.get("type").text(), subject, text));
        }
    }

    /** What a rule of the type mails. */
    Optional<IntentDef> wish(At how, String typeKey, TypeReader type) {
        List<To> to = new ArrayList<>();
        how.get("to").items().forEach(one -> to(one, type).ifPresent(to::add));
        At as = how.get("as");
        boolean outsiders = to.stream().anyMatch(To.Address.class::isInstance);
        if (outsiders && !as.present()) {
            reading.problems.add(how.problem(
                    "trigger.mail_as",
                    "say with 'as' which role's rights bound what somebody without an account is told"));
        }
        reading.known("role", as, reading.roles);
        At language = how.get("language");
        Expr spoken = language.present() ? type.expression(language, type.rules(), ExprType.TEXT) : null;
        Optional<Words> words = how.get("template").present() ? named(how, typeKey) : own(how, type);
        if (words.isEmpty() || to.isEmpty() || (language.present() && spoken == null)) {
            return Optional.empty();
        }
        if (outsiders && as.present()) {
            checkRights(as, typeKey, words.get());
        }
        return Optional.of(new IntentDef.Mail(
                to, as.textOrNull(), words.get().subject(), words.get().text(), spoken));
    }

    private record Words(TextTemplate subject, TextTemplate text) {}

    private Optional<Words> named(At how, String typeKey) {
        At template = how.get("template");
        if (how.get("subject").present() || how.get("text").present()) {
            reading.problems.add(
                    template.problem("trigger.mail_twice", "a mail has a template or a subject and a text, not both"));
        }
        if (!reading.known("mail", template, keys)) {
            return Optional.empty();
        }
        MailDef mail = mails.get(template.text());
        if (mail != null && !mail.type().equals(typeKey)) {
            reading.problems.add(template.problem(
                    "trigger.mail_type",
                    Said.of("'{mail}' is a mail about '{type}'", "mail", template.text(), "type", mail.type())));
            return Optional.empty();
        }
        return Optional.ofNullable(mail).map(m -> new Words(m.subject(), m.text()));
    }

    private Optional<Words> own(At how, TypeReader type) {
        if (!how.get("subject").present() || !how.get("text").present()) {
            reading.problems.add(
                    how.problem("trigger.mail_words", "a mail has a template, or a subject and a text of its own"));
            return Optional.empty();
        }
        TextTemplate subject = reading.template(how.get("subject"), type.rules());
        TextTemplate text = reading.template(how.get("text"), type.rules());
        return subject == null || text == null ? Optional.empty() : Optional.of(new Words(subject, text));
    }

    private Optional<To> to(At one, TypeReader type) {
        if (one.get("account").present()) {
            return Optional.ofNullable(type.expression(one.get("account"), type.rules(), ExprType.TEXT))
                    .map(To.Account::new);
        }
        if (one.get("address").present()) {
            return Optional.ofNullable(type.expression(one.get("address"), type.rules(), ExprType.TEXT))
                    .map(To.Address::new);
        }
        return switch (one.text()) {
            case "assignee" -> Optional.of(new To.Assignee());
            case "requester" -> Optional.of(new To.Requester());
            // The schema has said so.
            default -> Optional.empty();
        };
    }

    /** What the role may never know would be "•••" in every mail: that is a mistake, and said here. */
    private void checkRights(At as, String typeKey, Words words) {
        TicketTypeDef type = types.get(typeKey);
        if (type == null || !reading.roles.contains(as.text())) {
            return;
        }
        AccessDef.RoleGrant rights = type.access().roles().get(as.text());
        boolean sees = rights != null
                && rights.verbs().contains(AccessDef.Verb.READ)
                && type.access().records().stream().anyMatch(r -> r.role().equals(as.text()));
        if (rights == null || !sees) {
            reading.problems.add(as.problem(
                    "trigger.mail_blind",
                    Said.of(
                            "'{role}' sees no '{type}', so nobody would be mailed",
                            "role",
                            as.text(),
                            "type",
                            typeKey)));
            return;
        }
        Stream.concat(words.subject().expressions(), words.text().expressions())
                .flatMap(expr -> Mentions.of(expr).stream())
                .distinct()
                .sorted()
                .filter(path -> isClosed(path, type, rights))
                .forEach(path -> reading.problems.add(as.problem(
                        "trigger.mail_hidden",
                        Said.of(
                                "'{role}' may not read '{field}', which the mail mentions; grant it in access.yaml or leave it out",
                                "role",
                                as.text(),
                                "field",
                                path))));
    }

    private static boolean isClosed(String path, TicketTypeDef type, AccessDef.RoleGrant rights) {
        String own = path.startsWith(TicketPaths.OLD) ? path.substring(TicketPaths.OLD.length()) : path;
        String key = own.equals("ticket.title") ? type.titleField() : own;
        if (type.field(key).isPresent()) {
            AccessDef.@Nullable FieldGrant grant = rights.fields().get(key);
            return grant == null || grant.deny() || !grant.level().canRead();
        }
        // What a record looked up holds is told to nobody, and comments only to who reads notes.
        return own.equals("event.comment")
                ? !rights.verbs().contains(AccessDef.Verb.READ_INTERNAL)
                : own.startsWith("param.") || isOfAnother(own, type);
    }

    private static boolean isOfAnother(String path, TicketTypeDef type) {
        int dot = path.indexOf('.');
        return dot > 0 && type.field(path.substring(0, dot)).isPresent();
    }
}
