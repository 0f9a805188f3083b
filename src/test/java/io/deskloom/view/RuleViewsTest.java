package io.deskloom.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.deskloom.testing.Snapshots;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What rules want is said by name: an administrator reads no key, and what people would be told. */
class RuleViewsTest {
    private static List<String> wishes(String rule, String language) {
        return RuleViews.of(Snapshots.demo()).stream()
                .filter(view -> view.rule().key().equals(rule))
                .findFirst()
                .orElseThrow()
                .then()
                .stream()
                .map(wish -> wish.get(language))
                .toList();
    }

    @Test
    void whoIsToldAndWhat() {
        assertThat(wishes("tell_answer", "en"))
                .containsExactly("Tell the assignee: “New on [Number]: [What was written]”");
        assertThat(wishes("tell_answer", "zh")).containsExactly("通知处理人“[编号] 有新消息：[留言内容]”");
        assertThat(wishes("big_refund", "en"))
                .containsExactly("Ask Supervisor to approve “[Number]: refund of [Refund]” within 1 day");
        assertThat(wishes("public_promise", "zh")).containsExactly("作出承诺“我们将回电沟通：[标题]”（2小时内）");
    }

    @Test
    void whatIsCalledOutsideGoesByItsName() {
        assertThat(wishes("sms_refund_paid", "en")).containsExactly("Call: Text messages · Send a text message");
        assertThat(wishes("sms_refund_paid", "zh")).containsExactly("调用服务：短信 · 发送短信");
    }

    @Test
    void aTeamInAFieldGoesByItsName() {
        assertThat(wishes("complaint_specialists.quality", "en")).containsExactly("Team in charge: Warehouse");
        assertThat(wishes("complaint_specialists.quality", "zh")).containsExactly("责任团队：仓库组");
    }

    @Test
    void aClockAndItsTime() {
        assertThat(wishes("answer_in_time", "en")).containsExactly("Start the clock “First look” within 1 hour");
    }

    @Test
    void aLongTextIsCut() {
        assertThat(wishes("duplicate_return", "en").getFirst()).satisfies(wish -> {
            assertThat(wish)
                    .startsWith("Write the note “Perhaps a duplicate: [")
                    .endsWith("”");
            assertThat(wish.codePointCount(0, wish.length())).isLessThan(150);
        });
    }
}
