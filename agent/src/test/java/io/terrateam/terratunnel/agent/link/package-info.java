/// Tests of links without channels: waiting, sleeping, proxies, texts.
@NullMarked
package io.terrateam.terratunnel.agent.link;

import org.jspecify.annotations.NullMarked;
