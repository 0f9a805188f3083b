package io.deskloom.rest;

import io.deskloom.identity.Actor;
import io.deskloom.notification.ChannelChoices;
import io.deskloom.notification.Channels;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import java.time.Clock;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** How the caller wants to be told: in the application, by mail. */
@Path("/api/v1/me/channels")
@Tag(name = "me")
class ChannelResource {
    private final RequestActor caller;
    private final ChannelChoices choices;
    private final Clock clock;

    ChannelResource(RequestActor caller, ChannelChoices choices, Clock clock) {
        this.caller = caller;
        this.choices = choices;
        this.clock = clock;
    }

    /**
     * @param mailSetUp whether the operator has set up a mail server; without one nothing is mailed
     * @param address where mails go; null while the caller has said nothing
     * @param confirmed whether whoever reads that address' mail has said that it is the caller's
     */
    @Schema(name = "Channels")
    record ChannelsBody(
            boolean inApp,
            boolean mail,
            boolean mailSetUp,
            @Schema(examples = "jun@example.com") @Nullable String address,
            boolean confirmed) {}

    /** @param address null or "" for none; to another one than before a mail is sent that asks whose it is */
    @Schema(name = "ChannelsChange")
    record ChangeBody(
            @Schema(required = true) @Nullable Boolean inApp,
            @Schema(required = true) @Nullable Boolean mail,
            @Nullable String address) {}

    @GET
    @LoggedIn("tickets:read")
    @Operation(operationId = "channels", summary = "How the caller wants to be told")
    public ChannelsBody get() {
        Actor actor = caller.get();
        return body(choices.of(actor.tenant(), actor.account()));
    }

    @PUT
    @LoggedIn
    @Operation(operationId = "chooseChannels", summary = "Says how the caller wants to be told")
    public ChannelsBody choose(ChangeBody body) {
        new Given().need("inApp", body.inApp()).need("mail", body.mail()).check();
        Actor actor = caller.get();
        return body(Responses.valueOf(choices.choose(
                actor.tenant(),
                actor.account(),
                Given.sure(body.inApp()),
                Given.sure(body.mail()),
                body.address(),
                clock.instant())));
    }

    @POST
    @Path("/question")
    @LoggedIn
    @Operation(operationId = "askAgain", summary = "Has the mail sent once more that asks whose the address is")
    public ChannelsBody askAgain() {
        Actor actor = caller.get();
        return body(Responses.valueOf(choices.askAgain(actor.tenant(), actor.account(), clock.instant())));
    }

    private ChannelsBody body(Channels channels) {
        return new ChannelsBody(
                channels.inApp(),
                channels.mail(),
                choices.isMailSetUp(),
                channels.address(),
                channels.confirmedAt() != null);
    }
}
