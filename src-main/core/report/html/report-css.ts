/**
 * How a report looks in a browser and on the paper a browser prints: the same sizes, inks and lines as the PDF. Lengths are
 * points; nothing is written inline, so that the window's content policy can stay as it is.
 */
export const REPORT_CSS = `
:root { color: #15191c; background: #fff; font: 8pt/1.3 'IBM Plex Sans', Arial, Helvetica, sans-serif; }
body { margin: 0; font-variant-numeric: tabular-nums; }
main { width: 175mm; margin: 0 auto; padding: 12mm 6mm; }
header { display: flex; justify-content: space-between; gap: 12pt; border-bottom: 1.1pt solid #15191c; padding-bottom: 4pt; }
h1 { font-size: 16pt; line-height: 1.2; margin: 0; font-weight: 600; }
h2 { font-size: 10pt; line-height: 1.25; margin: 10pt 0 3pt; font-weight: 600; break-after: avoid; }
.chapter + .chapter { break-before: page; margin-top: 24pt; }
.chapter + .chapter h1 { font-size: 13pt; }
.subtitle { font-size: 9pt; color: #47515a; margin: 1pt 0 0; }
.laboratory { text-align: right; color: #47515a; white-space: nowrap; }
.laboratory img { display: block; max-width: 110pt; max-height: 30pt; margin: 0 0 3pt auto; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 1.5pt 14pt; margin: 4pt 0; break-inside: avoid; }
dl.two { grid-template-columns: max-content 1fr max-content 1fr; }
.head { border-bottom: 0.6pt solid #a7b1b9; padding-bottom: 3pt; }
dt { color: #47515a; }
dd { margin: 0; overflow-wrap: anywhere; }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: 0 20pt; break-inside: avoid; }
table { width: 100%; border-collapse: collapse; border: 0.6pt solid #a7b1b9; border-width: 0.6pt 0; }
thead { display: table-header-group; border-bottom: 0.6pt solid #a7b1b9; }
tr { break-inside: avoid; border-top: 0.25pt solid #dde2e5; }
tr.begins { border-top: 0.5pt solid #a7b1b9; }
thead tr { border-top: 0; }
th, td { text-align: left; font-weight: 400; padding: 1.7pt 9pt 1.7pt 0; white-space: nowrap; vertical-align: top; }
th:last-child, td:last-child { padding-right: 0; }
th { font-weight: 600; font-size: 7.5pt; }
.unit { display: block; font-weight: 400; color: #47515a; }
.right { text-align: right; }
.grows { white-space: normal; }
strong, .strong { font-weight: 600; }
td svg { width: 12pt; height: 6pt; margin-right: 5pt; vertical-align: baseline; }
.note, figcaption { font-size: 7pt; color: #47515a; margin: 3pt 0 8pt; }
p { margin: 0 0 3pt; }
figure { margin: 6pt 0; break-inside: avoid; }
figure > svg { display: block; max-width: 100%; height: auto; }
ul { list-style: none; margin: 0; padding: 0; }
li { display: flex; gap: 5pt; }
li svg { flex: none; width: 6pt; height: 8pt; margin-top: 1pt; }
.next { color: #47515a; }
pre { font: 6.5pt/1.3 'IBM Plex Mono', monospace; margin: 2pt 0 5pt; white-space: pre-wrap; overflow-wrap: anywhere; }
pre.two { columns: 2; column-gap: 20pt; font-size: 5.8pt; }
code { font-family: 'IBM Plex Mono', monospace; }
sub, sup { font-size: 72%; line-height: 0; }
footer { display: flex; justify-content: space-between; gap: 12pt; border-top: 0.6pt solid #a7b1b9; margin-top: 12pt; padding-top: 4pt; font-size: 6.8pt; color: #47515a; }
footer p { margin: 0; }
footer div:last-child { text-align: right; }
@media print { main { padding: 0; width: auto; } }
`;
