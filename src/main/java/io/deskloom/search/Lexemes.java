package io.deskloom.search;

import io.deskloom.field.FieldType;
import io.deskloom.kernel.External;
import io.deskloom.model.FieldDef;
import io.deskloom.model.TicketTypeDef;
import io.deskloom.ticket.Event;
import io.deskloom.ticket.Ticket;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/**
 * What a record is looked up by: every token with the place it stands in before it ("f_subject:kettle"). A search names the
 * places its reader may read, so what stands elsewhere can neither match nor be counted (adr/130).
 */
public final class Lexemes {
    /** Grows whenever the same texts would give other lexemes: what is kept is then made anew in the background. */
    public static final int SCHEME = 3;

    /** The place of a ticket's number. */
    public static final String NUMBER = "#";

    /** The place of the id a record has elsewhere. */
    public static final String EXTERNAL = "@";

    /** The place of public comments and of what is attached to them. */
    public static final String PUBLIC = "+";

    /** The place of internal comments and of what is attached to them. */
    public static final String INTERNAL = "-";

    /**
     * The place of every word that may be meant by a mistyped one, wherever it stands. It is nobody's place to read: it only
     * says which words need not be asked for, because no record holds them.
     */
    public static final String ANYWHERE = "";

    /** The most lexemes of one record; what comes later is not searchable. */
    public static final int MOST = 7_000;

    private static final int LONGEST_WHOLE = 100;

    private Lexemes() {}

    /** How a token of a place is kept. */
    public static String token(String place, String token) {
        return place + ":" + token;
    }

    /** How a whole value is kept, for those who may ask for it and not read it. */
    public static String whole(String place, String value) {
        return place + "=" + value;
    }

    /** Whether a lexeme is a word without a place. */
    public static boolean isWord(String lexeme) {
        return lexeme.startsWith(token(ANYWHERE, ""));
    }

    /** The words without a place among {@code lexemes}. */
    public static Set<String> wordsOf(Set<String> lexemes) {
        Set<String> out = new LinkedHashSet<>();
        for (String lexeme : lexemes) {
            if (isWord(lexeme)) {
                out.add(lexeme.substring(token(ANYWHERE, "").length()));
            }
        }
        return out;
    }

    /** Whether a field is looked through: what is computed from others is not, they are. */
    public static boolean isSearched(FieldDef field) {
        return field.kind().type().isSearched() && field.derivation() == null;
    }

    /** The files of a record whose names it is looked up by, in fields; in none that only shows files of others. */
    public static Set<UUID> files(Ticket record, TicketTypeDef type) {
        Set<UUID> out = new LinkedHashSet<>();
        type.fields().stream()
                .filter(Lexemes::isSearched)
                .forEach(field -> out.addAll(field.kind().type().files(record.field(field.id()))));
        return out;
    }

    /** Whether a whole value of the field is kept. */
    public static boolean hasWhole(FieldDef field) {
        return isSearched(field) && field.kind().type().slot() == FieldType.SlotKind.TEXT;
    }

    /**
     * What a record is looked up by, its comments aside.
     *
     * @param files names of the files its fields hold; one that is not there is not looked up
     */
    public static Set<String> of(Ticket record, TicketTypeDef type, Map<UUID, String> files) {
        Set<String> out = new LinkedHashSet<>();
        if (!type.isObject()) {
            add(NUMBER, Long.toString(record.number()), out);
        }
        External external = record.external();
        if (external != null) {
            add(EXTERNAL, external.id(), out);
        }
        type.fields().stream().filter(Lexemes::isSearched).forEach(field -> add(field, record, files, out));
        return out;
    }

    /**
     * What a record is looked up by in the fields in which it differs from {@code other}: places keep fields apart, so
     * nothing else is to be asked when a record changes.
     *
     * @param files names of the files these fields hold
     */
    public static Set<String> ofChanged(Ticket record, Ticket other, TicketTypeDef type, Map<UUID, String> files) {
        Set<String> out = new LinkedHashSet<>();
        for (FieldDef field : type.fields()) {
            if (!record.field(field.id()).equals(other.field(field.id())) && isSearched(field)) {
                add(field, record, files, out);
            }
        }
        return out;
    }

    /**
     * What the comments among {@code events} add, with the names of what was attached to them.
     *
     * @param files those names
     */
    public static Set<String> ofComments(Collection<Event> events, Map<UUID, String> files) {
        Set<String> out = new LinkedHashSet<>();
        for (Event event : events) {
            if (event instanceof Event.Commented c) {
                String place = c.internal() ? INTERNAL : PUBLIC;
                add(place, c.text(), out);
                names(c.attachments(), files).forEach(name -> add(place, name, out));
            }
        }
        return out;
    }

    /** What one text in one place adds. */
    public static Set<String> ofText(String place, String text) {
        Set<String> out = new LinkedHashSet<>();
        add(place, text, out);
        return out;
    }

    private static List<String> names(List<UUID> ids, Map<UUID, String> files) {
        return ids.stream().map(id -> files.get(id)).filter(Objects::nonNull).toList();
    }

    private static void add(FieldDef field, Ticket record, Map<UUID, String> files, Set<String> out) {
        names(field.kind().type().files(record.field(field.id())), files).forEach(name -> add(field.id(), name, out));
        for (String text : field.kind().type().texts(record.field(field.id()))) {
            if (hasWhole(field) && text.length() <= LONGEST_WHOLE) {
                out.add(whole(field.id(), text));
            }
            add(field.id(), text, out);
        }
    }

    private static void add(String place, String text, Set<String> out) {
        for (String token : Tokens.of(text)) {
            if (out.size() < MOST) {
                out.add(token(place, token));
                if (Wanted.mayBeMeant(token)) {
                    out.add(token(ANYWHERE, token));
                }
            }
        }
    }
}
