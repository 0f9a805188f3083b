/**
 * E-mail: what is sent to whom by SMTP, each mail once as far as SMTP allows, threads, and the links that stop it. The only user of
 * the mail library.
 */
@NullMarked
package io.deskloom.mail;

import org.jspecify.annotations.NullMarked;
