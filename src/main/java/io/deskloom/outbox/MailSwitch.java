package io.deskloom.outbox;

/** Whether there is a mail server. Without one no mail is queued: it would wait for a setting that may never come. */
public interface MailSwitch {
    boolean isOn();
}
