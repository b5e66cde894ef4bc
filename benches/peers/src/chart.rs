//! Charts, as SVG that is readable on light and on dark pages.

use std::fmt::Write;

use crate::case::Case;
use crate::growth::{self, SIZES};
use crate::measure::{Measured, Outcome, compared};
use crate::results::thousands;

const STYLE: &str = "<style>
text { font: 12px system-ui, sans-serif; fill: #1f2328; }
.title { font-weight: 600; font-size: 15px; }
.name { font-weight: 600; font-size: 11.5px; }
.small { font-size: 9px; }
.soft { fill: #59636e; }
.page { fill: #ffffff; }
.ours { fill: #0969da; }
.peer { fill: #afb8c1; }
.rule { stroke: #d1d9e0; }
.line { fill: none; stroke-width: 2; stroke-linejoin: round; }
.a { stroke: #0969da; } .b { stroke: #0969da; stroke-dasharray: 2 3; } .c { stroke: #bc4c00; } .d { stroke: #1a7f37; } .e { stroke: #8250df; }
@media (prefers-color-scheme: dark) {
text { fill: #f0f6fc; }
.soft { fill: #9198a1; }
.page { fill: #0d1117; }
.ours { fill: #4493f8; }
.peer { fill: #656c76; }
.rule { stroke: #3d444d; }
.a { stroke: #4493f8; } .b { stroke: #4493f8; } .c { stroke: #f0883e; } .d { stroke: #3fb950; } .e { stroke: #ab7df8; }
}
</style>
";

const WIDTH: usize = 860;

fn svg(height: usize, title: &str, body: &str) -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{height}\" viewBox=\"0 0 {WIDTH} {height}\" \
         role=\"img\" aria-label=\"{title}\">\n<title>{title}</title>\n{STYLE}\
         <rect class=\"page\" width=\"{WIDTH}\" height=\"{height}\" rx=\"6\"/>\n\
         <text class=\"title\" x=\"20\" y=\"30\">{title}</text>\n{body}</svg>\n"
    )
}

/// Returns bars of the instructions of each operation that is `shown`. Each operation has a scale of its own.
pub fn bars(title: &str, measured: &[Measured<'_>], shown: impl Fn(&Case) -> bool) -> String {
    const LEFT: usize = 230;
    const LONGEST: f64 = 420.0;
    let mut body = String::from(
        "<text class=\"soft\" x=\"20\" y=\"50\">instructions, fewer are better; each operation has a scale of its own</text>\n",
    );
    let mut y = 80;
    let operations = measured.chunk_by(|a, b| a.case.operation == b.case.operation);
    for operation in operations.filter(|rows| shown(rows[0].case)) {
        let accepted = || compared(operation).filter(|(_, row)| row.outcome == Outcome::Accepted);
        let most = accepted().map(|(_, row)| row.instructions).max().unwrap_or(1).max(1);
        let _ = writeln!(body, "<text class=\"name\" x=\"20\" y=\"{y}\">{}</text>", operation[0].case.operation);
        y += 8;
        for (ours, row) in accepted() {
            let width = row.instructions as f64 / most as f64 * LONGEST;
            let class = if row.case.is_ours() { "ours" } else { "peer" };
            let ratio = row.instructions as f64 / ours.instructions.max(1) as f64;
            let differs = if row.case.differs.is_empty() { "" } else { " *" };
            let (name, count, text) = (row.case.by, thousands(row.instructions), y + 11);
            let _ = writeln!(
                body,
                "<text class=\"soft\" x=\"{}\" y=\"{text}\" text-anchor=\"end\">{name}{differs}</text>\
                 <rect class=\"{class}\" x=\"{LEFT}\" y=\"{y}\" width=\"{width:.1}\" height=\"14\" rx=\"2\"/>\
                 <text x=\"{:.1}\" y=\"{text}\">{count} <tspan class=\"soft\">× {ratio:.2}</tspan></text>",
                LEFT - 8,
                LEFT as f64 + width + 6.0,
            );
            y += 18;
        }
        y += 24;
    }
    let _ = writeln!(body, "<text class=\"soft\" x=\"20\" y=\"{y}\">* does other work: see the table</text>");
    svg(y + 16, title, &body)
}

const LINES: [(&str, &str); 5] =
    [("countersign", "a"), ("countersign, events", "b"), ("http-auth", "c"), ("parse-net", "d"), ("headers", "e")];

/// Returns a panel for each family: instructions per byte by size, both on logarithmic scales.
pub fn growth(title: &str, measured: &[Measured<'_>]) -> String {
    const COLUMNS: usize = 4;
    let lines = growth::lines(measured);
    let mut body = String::from(
        "<text class=\"soft\" x=\"220\" y=\"30\">instructions per byte, 128 B to 64 KiB, both on logarithmic scales</text>\n",
    );
    let mut x = 20;
    for (name, class) in LINES {
        let after = x + 30;
        let _ =
            writeln!(body, "<path class=\"line {class}\" d=\"M{x} 54h24\"/><text x=\"{after}\" y=\"58\">{name}</text>");
        x += 55 + name.len() * 7;
    }
    let mut bottom = 0;
    for (index, family) in lines.chunk_by(|a, b| a.0.0 == b.0.0).enumerate() {
        let (left, top) = (20 + index % COLUMNS * 208, 84 + index / COLUMNS * 148);
        panel(&mut body, left, top, family);
        bottom = top + 148;
    }
    svg(bottom, title, &body)
}

/// Draws a family. A line ends where its crate rejects the input but this one does not.
fn panel(body: &mut String, left: usize, top: usize, family: &[growth::Line<'_, '_>]) {
    const HIGH: f64 = 96.0;
    const WIDE: f64 = 160.0;
    let height = |per_byte: f64| HIGH - (per_byte.clamp(0.1, 1_000.0).log10() + 1.0) / 4.0 * HIGH;
    let (x, y) = (left as f64 + 26.0, top as f64 + 12.0);
    let _ = writeln!(body, "<text class=\"name\" x=\"{left}\" y=\"{top}\">{}</text>", family[0].0.0);
    for mark in [0.1, 1.0, 10.0, 100.0, 1_000.0] {
        let at = y + height(mark);
        let _ = writeln!(
            body,
            "<path class=\"rule\" d=\"M{x} {at:.1}h{WIDE}\"/>\
             <text class=\"soft small\" x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{mark}</text>",
            x - 3.0,
            at + 3.0
        );
    }
    let ours = &family[0].1;
    for ((_, by), line) in family {
        let Some((_, class)) = LINES.iter().find(|(name, _)| name == by) else { continue };
        let step = WIDE / (SIZES.len() - 1) as f64;
        let comparable = line.iter().zip(ours).enumerate().filter(|(_, (row, ours))| row.outcome == ours.outcome);
        let points: Vec<String> = comparable
            .map(|(index, (row, _))| format!("{:.1} {:.1}", x + step * index as f64, y + height(row.per_byte())))
            .collect();
        if !points.is_empty() {
            let _ = writeln!(body, "<path class=\"line {class}\" d=\"M{}\"/>", points.join("L"));
        }
    }
}
