// Shows /status, every two seconds. What comes from the process may be an attacker's words: it becomes text nodes, never markup.
"use strict";
(() => {
  const period = 2000;
  const patience = 5000;
  const historyLength = 60;
  const shown = 8; // of the latest alerts; the others fold
  const history = [];
  const page = id => document.getElementById(id);
  let report = null;
  let ahead = 0; // of this browser's clock, in seconds
  let answered = performance.now();
  let problem = "";
  let hasAlerts = true; // until it says 404
  let timer = 0;

  // Controls obey nobody here, but they hide and reorder text; what cannot be seen is spelled out.
  const unseen = /([\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Cn}\p{Default_Ignorable_Code_Point}])/u;
  const names = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };
  const spelled = c => names[c] ?? "U+" + c.codePointAt(0).toString(16).toUpperCase().padStart(4, "0");
  const words = text => String(text).split(unseen).map((part, i) => i % 2 ? el("code", "odd", document.createTextNode(spelled(part))) : document.createTextNode(part));

  function el(tag, look, ...inside) {
    const one = document.createElement(tag);
    if (look) one.className = look;
    for (const part of inside.flat(2)) {
      if (part instanceof Node) one.append(part);
      else if (part !== null && part !== undefined && part !== "") one.append(...words(part));
    }
    return one;
  }

  // Makes `old` what `fresh` is and leaves alone what is equal: a selection, the focus and opened details stay.
  function morph(old, fresh) {
    for (const { name } of [...old.attributes]) if (name !== "open" && !fresh.hasAttribute(name)) old.removeAttribute(name);
    for (const { name, value } of fresh.attributes) if (old.getAttribute(name) !== value && name !== "open") old.setAttribute(name, value);
    fill(old, [...fresh.childNodes]);
  }

  function fill(old, wanted) {
    let at = old.firstChild;
    for (const want of wanted) {
      const key = want.dataset?.key;
      const same = key ? [...old.children].find(child => child.dataset.key === key) : at;
      if (!same || same.nodeName !== want.nodeName || same.dataset?.key !== key) {
        old.insertBefore(want, at);
        continue;
      }
      if (same === at) at = at.nextSibling; else old.insertBefore(same, at);
      if (want.nodeType !== Node.TEXT_NODE) morph(same, want);
      else if (same.data !== want.data) same.data = want.data;
    }
    while (at) { const next = at.nextSibling; at.remove(); at = next; }
  }

  const whole = n => Math.round(n).toLocaleString("en");
  const rate = n => `${n >= 100 ? whole(n) : n.toFixed(1)}/s`;
  const sum = counts => Object.values(counts).reduce((a, b) => a + b, 0);
  const bytes = n => n < 1024 ? `${n} B` : n < 1048576 ? `${(n / 1024).toFixed(0)} KiB` : n < 1073741824 ? `${(n / 1048576).toFixed(1)} MiB` : `${(n / 1073741824).toFixed(1)} GiB`;
  const listed = counts => Object.entries(counts).filter(([, n]) => n > 0).map(([name, n]) => `${name} ${whole(n)}`).join(", ");
  function span(seconds) {
    const s = Math.max(0, seconds);
    if (s < 1) return `${Math.round(s * 1000)} ms`;
    if (s < 120) return `${Math.round(s)} s`;
    if (s < 7200) return `${Math.round(s / 60)} min`;
    return s < 172800 ? `${Math.round(s / 3600)} h` : `${Math.round(s / 86400)} days`;
  }
  const ago = moment => `${span((Date.parse(report.now) - Date.parse(moment)) / 1000)} ago`;

  const figure = (name, value, look) => value === null || value === undefined || value === "" ? [] : [el("div", "", el("dt", "", name), el("dd", look, value))];
  const badge = (text, look) => el("span", `badge ${look}`, text);
  const section = (look, title, ...inside) => el("section", look, el("h2", "", title), ...inside);
  const item = (name, badges, figures, ...more) => el("article", "", el("h3", "", el("span", "text", name), badges), el("dl", "", ...figures), ...more);

  function curve(values) {
    const most = Math.max(...values, 1e-9);
    const svg = page("curve").content.firstElementChild.cloneNode(true);
    svg.firstElementChild.setAttribute("points", values.map((v, i) => `${historyLength - values.length + i},${(19 - 18 * v / most).toFixed(1)}`).join(" "));
    return svg;
  }

  function tiles() {
    const { ingestor, enricher, sinks, kafka } = report;
    const first = ingestor ? ingestor.sensors.reduce((n, one) => n + one.readPerSecond, 0) : enricher ? enricher.readPerSecond : sinks.reduce((n, one) => n + one.perSecond, 0);
    if (history.at(-1)?.at !== report.now) history.push({ at: report.now, value: first });
    history.splice(0, history.length - historyLength);
    const lag = kafka.consumers.reduce((n, one) => n + one.lag, 0);
    const dead = report.deadLetters.reduce((n, one) => n + one.count, 0);
    return el("section", "wide", el("dl", "tiles",
      ...(ingestor ? [figure("Events read", rate(first))] : []),
      ...(enricher ? [figure("Events enriched", rate(enricher.readPerSecond)), figure("Alerts", rate(enricher.alertsPerSecond)), figure("Alerts so far", whole(sum(enricher.alerts)))] : []),
      ...(sinks.length ? [figure("Settled by sinks", rate(sinks.reduce((n, one) => n + one.perSecond, 0)))] : []),
      ...(ingestor ? [figure("In the spool", whole(ingestor.spool.events), ingestor.spool.ageSeconds > 60 ? "warn" : "")] : []),
      ...(kafka.consumers.length ? [figure("Kafka lag", whole(lag))] : []),
      figure("Dead letters", whole(dead), dead ? "warn" : "")), history.length > 1 ? curve(history.map(one => one.value)) : null);
  }

  const look = state => ({ ready: "good", degraded: "warn" })[state] ?? "bad";
  const parts = () => section("wide", "Parts", el("ul", "parts", ...[...report.parts].sort((a, b) => (b.state !== "ready") - (a.state !== "ready")).map(part =>
    part.state === "ready" ? el("li", "badge good", part.name) : el("li", `why ${look(part.state)}`, el("strong", "", part.name), ` ${part.state === "degraded" ? "degraded" : "not ready"}${part.reason ? `: ${part.reason}` : ""}`))));

  const sensors = ({ sensors: all }) => section("", "Sensors", ...all.map(one => item(one.name,
    one.streams.map(stream => badge(`${stream.address} ${stream.up ? "up" : "down"}`, stream.up ? "good" : "bad")),
    [figure("Read", whole(one.read)), figure("Now", rate(one.readPerSecond)), figure("Published", whole(one.published)),
      figure("Last event", one.silenceSeconds === null ? "" : `${span(one.silenceSeconds)} ago`), figure("Lag to receipt", one.lagSeconds === null ? "" : span(one.lagSeconds)),
      figure("Rejected", one.rejected ? whole(one.rejected) : "", "warn"), figure("Dropped", listed(one.dropped), "warn"),
      figure("Lost by the sensor", one.lostBySensor ? whole(one.lostBySensor) : "", "bad"), figure("Node's clock ahead", one.clockAheadSeconds ? span(one.clockAheadSeconds) : "", "warn"),
      figure("Versions", one.versions.join(", "))])));

  function spool({ spool: now }) {
    const meter = el("meter", "");
    for (const [name, value] of [["max", now.limitBytes || 1], ["high", now.limitBytes * 0.8], ["value", now.sizeBytes], ["aria-label", "Spool on disk"]]) meter.setAttribute(name, value);
    return section("", "Spool", el("dl", "", figure("Waiting for Kafka", whole(now.events)), figure("Oldest", now.events ? span(now.ageSeconds) : "", now.ageSeconds > 60 ? "warn" : ""),
      figure("On disk", `${bytes(now.sizeBytes)} of ${bytes(now.limitBytes)}`)), meter);
  }

  const enricher = one => section("", "Enricher", el("dl", "", figure("Read", whole(one.read)), figure("Now", rate(one.readPerSecond)), figure("Written", listed(one.documents)),
    figure("Alerts", listed(one.alerts)), figure("Process found", listed(one.joins)), figure("Left out", listed(one.dropped)), figure("Rejected", one.rejected ? whole(one.rejected) : "", "warn"),
    figure("Partitions", whole(one.partitionsOwned)), figure("Being restored", one.partitionsRestoring ? whole(one.partitionsRestoring) : "", "warn"),
    figure("Processes known", whole(one.processes)), figure("Open incidents", whole(one.openIncidents))));

  const kubernetes = kinds => section("", "Kubernetes", ...kinds.map(one => item(one.kind, [badge(one.inSync ? "in sync" : `not in sync since ${span(one.sinceSeconds)}`, one.inSync ? "good" : "bad")],
    [figure("Known", whole(one.objects))])));

  const sinks = all => section("", "Sinks", ...all.map(one => item(one.name,
    [badge(one.up ? "up" : "away", one.up ? "good" : "bad"), badge({ closed: "breaker closed", halfOpen: "breaker half open" }[one.circuit] ?? "breaker open", { closed: "good", halfOpen: "warn" }[one.circuit] ?? "bad")],
    [figure("Last delivery", one.lastDelivery ? ago(one.lastDelivery) : "none yet"), figure("Now", rate(one.perSecond)), figure("So far", listed(one.outcomes)),
      figure("Since the sensor", one.latencySeconds === null ? "" : span(one.latencySeconds)), figure("Pending", one.pending === null ? "" : whole(one.pending)), figure("Failed attempts", listed(one.failures), "warn")])));

  const kafka = one => section("", "Kafka", el("dl", "", figure("Brokers", one.bootstrapServers), figure("Connections", `${one.brokersUp} up${one.brokersDown ? `, ${one.brokersDown} down` : ""}`, one.brokersDown ? "warn" : ""),
    figure("librdkafka", one.clientVersion)), ...one.consumers.map(group => item(group.group, [el("span", "faint text", group.topic)],
    [figure("Lag", whole(group.lag)), figure("Oldest waits", group.lag ? span(group.delaySeconds) : ""), figure("Partitions", whole(group.partitions))])));

  const deadLetters = all => section("", "Dead letters", ...all.map(one => item(one.reason, [el("span", "faint text", `${one.stage} ${one.sink}`)], [figure("Records", whole(one.count), "warn")])));

  const certificates = all => section("", "Certificates", ...all.map(one => {
    const left = (Date.parse(one.notAfter) - Date.parse(report.now)) / 1000;
    return item(one.use, [badge(left > 0 ? `ends in ${span(left)}` : "has ended", left < 0 ? "bad" : left < 1209600 ? "warn" : "good")], [figure("Until", one.notAfter)]);
  }));

  const processOf = () => section("", "Process", el("dl", "", figure("Eyrie", report.version), figure("Host", report.host), figure("Running for", span((Date.parse(report.now) - Date.parse(report.started)) / 1000)),
    figure("This browser's clock", Math.abs(ahead) < 1 ? "agrees" : `${span(Math.abs(ahead))} ${ahead > 0 ? "ahead" : "behind"}`, Math.abs(ahead) < 5 ? "" : "warn")));

  const tree = processes => processes.length ? el("ul", "", ...processes.map((one, i) => el("li", `d${Math.min(i, 8)}`, i ? "└ " : "", one))) : null; // an attacker may nest without end
  const block = (title, look, ...inside) => el("div", look, el("h4", "", title), ...inside);
  function alert(one) {
    const box = el("details", "", el("summary", "", badge(one.severity, { emergency: "bad", alert: "bad", critical: "bad", error: "bad", warning: "warn" }[one.severity] ?? ""), el("b", "text", one.rule), one.times > 1 ? el("span", "", `× ${whole(one.times)}`) : null,
      el("span", "faint text", one.time.slice(11, 19)), el("span", "faint text", one.where)),
    el("div", "told", block("Message", "", el("p", "", one.message)), block("Process tree", "tree", tree(one.processes)), one.incident ? block("Incident", "", el("p", "", one.incident)) : null,
      one.slack.length ? block("Slack was told", "", ...one.slack.map(line => el("p", "", line))) : null, one.pagerDuty.length ? block("PagerDuty was told", "", ...one.pagerDuty.map(line => el("p", "", line))) : null));
    box.dataset.key = one.id;
    return box;
  }

  function before(alerts) {
    if (!alerts.length) return [];
    const box = el("details", "", el("summary", "faint", `${alerts.length} before these`), ...alerts.map(alert));
    box.dataset.key = "before";
    return [box];
  }

  const verdicts = { ready: "It works", degraded: "It works, but", notReady: "It does not work" };
  function head() {
    const silent = (performance.now() - answered) / 1000;
    const gone = problem !== "" || silent * 1000 > period + patience;
    const reasons = report?.parts.filter(part => part.state === report.state && part.state !== "ready") ?? [];
    const why = reasons.length ? `${report.state === "degraded" ? "" : ":"} ${reasons[0].name}: ${reasons[0].reason}${reasons.length > 1 ? ` (and ${reasons.length - 1} more)` : ""}` : "";
    const word = gone ? `The process does not answer since ${span(silent)}${problem ? `: ${problem}` : ""}` : report ? `${verdicts[report.state] ?? report.state}${why}` : "Asking the process";
    document.body.className = gone ? "stale" : "";
    page("verdict").className = gone ? "gone" : report?.state ?? "unknown";
    morph(page("word"), Object.assign(el("p", "", word), { id: "word", role: "status" }));
    document.title = `${gone ? "no answer" : report?.state ?? "asking"} · Eyrie${report ? ` ${report.host}` : ""}`;
    if (report) fill(page("about"), [el("span", "text", `Eyrie ${report.version}`), el("span", "text", report.host), el("span", "text", `${gone ? "last seen" : "as of"} ${report.now.slice(0, 19).replace("T", " ")} UTC`)]);
  }

  function show() {
    head();
    const { ingestor, enricher: enriched, sinks: targets } = report;
    fill(page("figures"), [tiles(), parts(), ingestor && sensors(ingestor), ingestor && spool(ingestor), enriched && enricher(enriched), enriched?.kubernetes.length && kubernetes(enriched.kubernetes),
      targets.length && sinks(targets), kafka(report.kafka), report.deadLetters.length && deadLetters(report.deadLetters), report.certificates.length && certificates(report.certificates), processOf()]
      .filter(one => one instanceof Node));
  }

  async function get(path) {
    const answer = await fetch(path, { cache: "no-store", signal: AbortSignal.timeout(patience) });
    if (answer.status === 404) return null;
    if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
    return answer.json();
  }

  async function ask() {
    const asked = Date.now();
    try {
      const fresh = await get("status");
      if (!fresh) throw new Error("no /status");
      ahead = ((asked + Date.now()) / 2 - Date.parse(fresh.now)) / 1000;
      [report, answered, problem] = [fresh, performance.now(), ""];
      show();
      await askAlerts();
    } catch (e) {
      problem = e.name === "TimeoutError" ? "no answer in time" : e.message;
      head();
    }
    if (!document.hidden) timer = setTimeout(ask, period);
  }

  async function askAlerts() {
    const latest = hasAlerts ? await get("alerts.json") : null;
    hasAlerts = latest !== null;
    page("alerts").hidden = !hasAlerts;
    if (hasAlerts) fill(page("alerts"), [el("h2", "", "Latest alerts"), ...latest.slice(0, shown).map(alert), ...before(latest.slice(shown)), ...(latest.length ? [] : [el("p", "faint", "None yet.")])]);
  }

  document.addEventListener("visibilitychange", () => {
    clearTimeout(timer);
    if (!document.hidden) { answered = report ? performance.now() : answered; ask(); }
  });
  setInterval(() => document.hidden || head(), 1000);
  ask();
})();
