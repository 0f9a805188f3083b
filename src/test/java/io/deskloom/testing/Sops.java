package io.deskloom.testing;

import io.deskloom.metadata.SourceFile;
import java.util.ArrayList;
import java.util.List;

/** A small workspace with the demo's people and one type, {@code job}, whose SOP a test writes. */
public final class Sops {
    private static final String WORKSPACE = """
            id: w_sops
            key: sops
            label: {en: SOPs}
            zone: Asia/Shanghai
            currency: CNY
            languages: [en]
            """;

    private static final String TYPE = """
            id: t_job
            key: job
            label: {en: Job, zh: 任务}
            plural: {en: Jobs, zh: 任务}
            prefix: JOB
            icon: ticket
            titleField: subject
            forms: [desk]
            fields:
              - {id: f_subject, key: subject, kind: text, label: {en: Subject, zh: 主题}, maxLength: 200, required: true}
              - {id: f_amount, key: amount, kind: integer, label: {en: Amount, zh: 金额}}
              - {id: f_note, key: note, kind: text, label: {en: Note, zh: 备注}, maxLength: 200}
              - {id: f_ref, key: ref, kind: text, label: {en: Reference, zh: 编号}, maxLength: 200}
              - {id: f_go, key: go, kind: boolean, label: {en: Go, zh: 放行}}
              - {id: f_at, key: at, kind: date_time, label: {en: At, zh: 时间}}
              - {id: f_boss, key: boss, kind: account, label: {en: Boss, zh: 主管}}
            """;

    private static final String FORM = """
            id: fm_job
            key: desk
            label: {en: Job, zh: 任务}
            sections:
              - {key: all, label: {en: All, zh: 全部}, columns: 1, fields: [subject, amount, note, ref, go, at, boss]}
            """;

    private static final String CONNECTOR = """
            id: cn_erp
            key: erp
            label: {en: ERP, zh: ERP}
            baseUrl: $erp_url
            as: integration
            operations:
              - key: refund
                label: {en: Refund, zh: 退款}
                path: /refunds
                parameters: [{name: amount, type: number, required: false}]
                body: {amount: "{{ amount }}"}
                answer: {no: /no}
              - {key: cancel_refund, label: {en: Cancel the refund, zh: 取消退款}, path: /refunds/cancel}
              - {key: pick, label: {en: Pick, zh: 拣货}, path: /picks}
              - {key: cancel_pick, label: {en: Stop picking, zh: 停止拣货}, path: /picks/cancel}
              - {key: ship, label: {en: Ship, zh: 发货}, path: /shipments}
            """;

    private Sops() {}

    /** @param flow everything of flow.yaml from {@code nodes} on */
    public static List<SourceFile> files(String flow) {
        List<SourceFile> files = new ArrayList<>(Snapshots.demoFiles().stream()
                .filter(f -> f.path().startsWith("roles/") || f.path().startsWith("teams/"))
                .toList());
        files.add(new SourceFile("workspace.yaml", WORKSPACE));
        files.add(new SourceFile("connectors/erp.yaml", CONNECTOR));
        files.add(new SourceFile("types/job/type.yaml", TYPE));
        files.add(new SourceFile("types/job/form-desk.yaml", FORM));
        files.add(new SourceFile("types/job/access.yaml", access()));
        files.add(new SourceFile("types/job/flow.yaml", flow(flow)));
        // In one language: what a test is not about does not stand in its way.
        return files.stream()
                .map(f -> new SourceFile(f.path(), f.text().replaceAll(", zh: [^}]*}", "}")))
                .toList();
    }

    /** The same with a service that nobody is at: what it is to do stays in the queue, and nobody gives it up while a test lasts. */
    public static List<SourceFile> filesWithSilentService(String flow) {
        return files(flow).stream()
                .map(f -> new SourceFile(f.path(), f.text().replace("$erp_url", "http://127.0.0.1:9")))
                .toList();
    }

    private static String flow(String rest) {
        return """
                id: fl_job
                key: job_sop
                label: {en: Job, zh: 任务流程}
                start: start
                """ + rest;
    }

    private static String access() {
        StringBuilder yaml = new StringBuilder("id: a_job\nroles:\n");
        for (String role : List.of("admin", "agent", "supervisor", "warehouse", "finance", "integration")) {
            yaml.append("  %s:\n".formatted(role))
                    .append(
                            "    verbs: [create, read, update, comment_public, comment_internal, read_internal, act, assign,"
                                    + " claim]\n")
                    .append(
                            "    fields: {subject: edit, amount: edit, note: edit, ref: edit, go: edit, at: edit, boss: edit}\n");
        }
        yaml.append("records:\n");
        for (String role : List.of("admin", "agent", "supervisor", "warehouse", "finance", "integration")) {
            yaml.append("  - {role: %s}\n".formatted(role));
        }
        return yaml.toString();
    }
}
