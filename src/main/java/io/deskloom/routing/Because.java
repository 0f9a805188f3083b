package io.deskloom.routing;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;

/** A reason as a sentence without its subject: "holds 3 of 5 tickets". In English and Chinese. */
public final class Because {
    private static final DateTimeFormatter WHEN = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);
    private static final long KILOMETRE = 1_000;
    private static final long MINUTE = 60;
    private static final long HOUR = 60 * MINUTE;
    private static final Map<String, String[]> STATES = Map.of(
            "busy", new String[] {"is busy", "正忙"},
            "away", new String[] {"is away", "暂离"},
            "offline", new String[] {"is offline", "不在线"});

    private Because() {}

    /**
     * @param strategy what the figures are
     * @param named what a skill, a type or a channel is called; "" for one the reader may not know
     */
    public static String sentence(Weighed w, Strategy strategy, String named, ZoneId zone, boolean zh) {
        return switch (w.verdict()) {
            case CHOSEN -> chosen(w, strategy, zh);
            case BEHIND -> behind(w, strategy, zh);
            case FREE -> zh ? "可以领取（现有 " + w.own() + " 单）" : "could take it (holds " + tickets(w.own()) + ")";
            case ABSENT -> {
                String until = WHEN.format(Instant.ofEpochSecond(w.own()).atZone(zone));
                yield zh ? "请假至 " + until : "is absent until " + until;
            }
            case OFF_SHIFT -> zh ? "不在班次内" : "is off shift";
            case NOT_THERE -> {
                String[] said = STATES.getOrDefault(w.what(), new String[] {"is not online", "未在线"});
                yield zh ? said[1] : said[0];
            }
            case UNSKILLED -> unskilled(named, zh);
            case FULL -> full(w, named, zh);
        };
    }

    private static String unskilled(String named, boolean zh) {
        if (named.isEmpty()) {
            return zh ? "缺少所需技能" : "does not know what it takes";
        }
        return zh ? "不具备技能“" + named + "”" : "does not know “" + named + "”";
    }

    private static String full(Weighed w, String named, boolean zh) {
        String of = w.what().equals(Load.ALL) || named.isEmpty() ? "" : named;
        if (zh) {
            return (of.isEmpty() ? "" : "“" + of + "”") + "已满（" + w.own() + "/" + w.other() + "）";
        }
        return "is full: holds " + w.own() + " of " + w.other() + (of.isEmpty() ? " tickets" : " of “" + of + "”");
    }

    private static String chosen(Weighed w, Strategy strategy, boolean zh) {
        boolean alone = w.other() == Weighed.UNKNOWN;
        return switch (strategy) {
            case ROUND_ROBIN ->
                w.own() == Weighed.UNKNOWN
                        ? zh ? "轮到：还没有分到过" : "it was their turn: had been given none yet"
                        : zh
                                ? "轮到：距上次分配 " + span(w.own(), true)
                                : "it was their turn: last given one " + span(w.own(), false) + " before";
            case LEAST_LOAD -> zh ? "负荷最低：现有 " + w.own() + " 单" : "had the least to do: " + tickets(w.own());
            case WEIGHTED_SKILL -> {
                String than = alone ? "" : zh ? "，其次 " + w.other() : ", next best " + w.other();
                yield zh ? "最熟悉：技能 " + w.own() + than : "knows it best: skill " + w.own() + than;
            }
            case NEAREST ->
                w.own() == Weighed.UNKNOWN
                        ? zh ? "无人知道距离，负荷最低" : "nobody's distance is known; had the least to do"
                        : zh ? "距离最近：" + distance(w.own(), true) : "is nearest: " + distance(w.own(), false);
            case LAST_AGENT -> zh ? "上次由其接待" : "looked after the requester last time";
            case POOL ->
                alone
                        ? zh ? "自己领取（当时 " + w.own() + " 单）" : "took it, holding " + tickets(w.own())
                        : zh
                                ? "自己领取（当时 " + w.own() + "/" + w.other() + "）"
                                : "took it, holding " + w.own() + " of " + w.other() + " tickets";
        };
    }

    private static String behind(Weighed w, Strategy strategy, boolean zh) {
        return switch (strategy) {
            case ROUND_ROBIN ->
                w.own() == Weighed.UNKNOWN
                        ? zh ? "下一个轮到" : "comes next: has been given none yet"
                        : zh
                                ? "刚分到过：" + span(w.own(), true) + "前"
                                : "was given one later: " + span(w.own(), false) + " before";
            case LEAST_LOAD, POOL -> zh ? "现有 " + w.own() + " 单" : "holds " + tickets(w.own());
            case LAST_AGENT -> zh ? "上次接待客户的不是他" : "did not look after the requester last";
            case WEIGHTED_SKILL ->
                zh ? "技能 " + w.own() + "，对 " + w.other() : "skill " + w.own() + " against " + w.other();
            case NEAREST ->
                w.own() == Weighed.UNKNOWN
                        ? zh ? "位置未知" : "nobody knows where they are"
                        : zh ? "距离 " + distance(w.own(), true) : distance(w.own(), false) + " away";
        };
    }

    private static String tickets(long n) {
        return n == 1 ? "1 ticket" : n + " tickets";
    }

    private static String distance(long metres, boolean zh) {
        if (metres == 0) {
            return zh ? "同一地区" : "the same region";
        }
        return metres < KILOMETRE
                ? metres + (zh ? " 米" : " m")
                : Math.round((double) metres / KILOMETRE) + (zh ? " 公里" : " km");
    }

    private static String span(long seconds, boolean zh) {
        if (seconds < MINUTE) {
            return seconds + (zh ? " 秒" : " s");
        }
        return seconds < 2 * HOUR ? seconds / MINUTE + (zh ? " 分钟" : " min") : seconds / HOUR + (zh ? " 小时" : " h");
    }
}
