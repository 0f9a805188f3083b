package io.deskloom.imports;

import io.deskloom.access.QueryPlan;
import io.deskloom.kernel.AccountId;
import io.deskloom.kernel.Problem;
import io.deskloom.kernel.TenantId;
import io.deskloom.kernel.TicketId;
import io.deskloom.model.MetadataSnapshot;
import io.deskloom.sheet.Layout;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Where jobs, the parts of their files and their refused rows are kept. Each call is one transaction in one tenant. */
public interface ImportStore {
    /** Tenants with a job that waits, also for a worker that has not been heard of since its lease ran out; none that is suspended. */
    List<TenantId> due(Instant now);

    /** False, and nothing made, when the account has {@code most} open jobs already or the tenant ten times as many. */
    boolean insert(TenantId tenant, ImportJob job, String fingerprint, int most);

    /** The account's open job of the same file, type and mapping. */
    Optional<ImportJob> open(TenantId tenant, AccountId account, String fingerprint);

    Optional<ImportJob> find(TenantId tenant, UUID id);

    /** The first records of a list, as many as it asks for. */
    List<TicketId> find(QueryPlan plan, MetadataSnapshot now);

    /** Newest first, those made before {@code before}. */
    List<ImportJob> list(TenantId tenant, @Nullable UUID before, int limit);

    /**
     * Keeps a part; the same part may come again. With the last one the job is {@link JobState#READING}.
     *
     * @return false when the job is not uploading or the part is not the next or one that is there
     */
    boolean put(TenantId tenant, UUID job, int part, byte[] bytes, long partSize);

    /** Writes the whole file to {@code out}. */
    void copy(TenantId tenant, UUID job, OutputStream out) throws IOException;

    /** A new mapping, unless the server is at work on the job; forgets the last try. */
    boolean map(TenantId tenant, UUID job, Mapping mapping);

    /** From ready to checking or running, if its mapping is still {@code mapping}. */
    boolean start(TenantId tenant, UUID job, JobState next, Mapping mapping, Instant now);

    /** Ends an open job and forgets its file; whoever works on it notices at its next step. */
    boolean cancel(TenantId tenant, UUID job, Instant now);

    /** Leases a job of the tenant that is the server's to work on and nobody's, unless another of the tenant is leased. */
    Optional<ImportJob> claim(TenantId tenant, UUID worker, Instant now, Instant until);

    /** What was found in the file; the job is ready. */
    boolean looked(
            TenantId tenant,
            UUID job,
            UUID worker,
            Layout layout,
            List<ImportJob.Column> columns,
            long total,
            Mapping guess);

    /** Goes on with the lease of a job that is being read. False when the job is no longer the worker's. */
    boolean hold(TenantId tenant, UUID job, UUID worker, Instant until);

    /** How far a try is. False when the job is no longer the worker's. */
    boolean tried(TenantId tenant, Step step);

    /** The try is over; the job is ready again. */
    boolean checked(TenantId tenant, UUID job, UUID worker, ImportJob.Check check);

    /** Ends the job: {@link JobState#DONE} when {@code failure} is null. The file is forgotten, and the samples of it. */
    boolean end(TenantId tenant, UUID job, UUID worker, @Nullable Problem failure, Instant now);

    /** Gives a job back, to be taken up again at {@code due}. */
    void release(TenantId tenant, UUID job, UUID worker, Instant due);

    /** Refused rows in the order of their lines, the first {@code most}. */
    List<Step.Reject> rejects(TenantId tenant, UUID job, int most);

    /** All refused rows, a batch at a time. */
    void eachReject(TenantId tenant, UUID job, Consumer<Step.Reject> each);

    /** Forgets jobs that were made before {@code before}; answers how many. */
    int forget(TenantId tenant, Instant before);
}
