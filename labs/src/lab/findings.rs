//! What a lab found out: plain data, for people, scripts and pictures.

use serde::{Deserialize, Serialize};

use super::machine::Machine;
use super::setting::Setting;

/// Everything a lab has to say.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Findings {
    /// The lab's name.
    pub lab: String,
    /// What it was asked to do.
    pub setting: Setting,
    /// Where it ran.
    pub machine: Machine,
    /// When it began, in seconds since the beginning of 1970, in Greenwich.
    pub when: u64,
    /// Tables, charts and remarks, in the order in which they are to be read.
    pub exhibits: Vec<Exhibit>,
    /// The lecture's figures beside this machine's.
    pub lecture: Vec<Comparison>,
    /// What this machine could not show, and why.
    pub cannot: Vec<String>,
    /// What became of a guess, if there was one.
    pub answer: Option<String>,
    /// What was learned, in one sentence, with this run's figures.
    pub learned: String,
}

/// One thing to look at.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Exhibit {
    /// Programs measured against each other.
    Measured(Measured),
    /// Any other table.
    Facts(Facts),
    /// A picture.
    Chart(Chart),
    /// A paragraph.
    Remark {
        /// Its text.
        text: String,
    },
    /// Lines that stay as they are, such as a drawing.
    Drawing {
        /// The lines.
        lines: Vec<String>,
    },
}

/// Programs measured against each other. The first is what the others are compared with.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Measured {
    /// What they do.
    pub title: String,
    /// The programs.
    pub rows: Vec<Row>,
}

/// A program and its measurements.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Row {
    /// What is measured: `2 processes`.
    pub name: String,
    /// How many workers it has.
    pub workers: usize,
    /// Its measurements, one for each repetition.
    pub measurements: Vec<Measurement>,
    /// Whether the measurements hold what its workers cost. Of processes that go on living between the runs the system
    /// does not tell.
    pub counted: bool,
}

/// What one run took, together with all the processes it started and waited for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Measurement {
    /// Time on the clock, in seconds.
    pub seconds: f64,
    /// Time on processors, in seconds, summed over all of them.
    pub cpu_seconds: f64,
    /// Time on the processors that this program may use, in seconds, of all other programs together, where the system
    /// tells. It counts in hundredths of a second, so this may come out a little below 0.
    pub others_seconds: Option<f64>,
    /// How often somebody gave up a processor in order to wait.
    pub waits: u64,
    /// How often somebody was made to give up a processor.
    pub preemptions: u64,
    /// Pages of memory that had to be provided when they were touched first, or written first after a fork.
    pub page_faults: u64,
    /// Loads and stores that had to go beyond the last cache, where the machine counts them.
    pub cache_misses: Option<u64>,
}

/// A table of anything.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Facts {
    /// What it shows.
    pub title: String,
    /// The columns' headings.
    pub columns: Vec<String>,
    /// The cells, row by row.
    pub rows: Vec<Vec<String>>,
}

/// A picture, as data.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Chart {
    /// What it shows.
    pub title: String,
    /// The shape.
    pub kind: ChartKind,
    /// What the horizontal axis is, with its unit.
    pub x: Axis,
    /// What the vertical axis is, with its unit. For bars, what their length is.
    pub y: Axis,
    /// The lines; for bars, one series, and one of a single point for each length that would be ideal.
    pub series: Vec<Series>,
    /// The bars' names, in order; empty for lines.
    pub names: Vec<String>,
}

/// How a chart is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChartKind {
    /// Points joined by lines.
    Lines,
    /// One bar for each name.
    Bars,
}

/// An axis.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Axis {
    /// What it is, with its unit.
    pub label: String,
    /// Whether equal steps mean equal factors.
    pub logarithmic: bool,
}

/// A line of a chart.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Series {
    /// Its name, for the legend.
    pub name: String,
    /// Whether it is what would be ideal, and not measured.
    pub ideal: bool,
    /// Its points.
    pub points: Vec<(f64, f64)>,
}

/// A figure of the lecture's beside this machine's.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Comparison {
    /// What is compared.
    pub what: String,
    /// What the lecture says.
    pub lecture: String,
    /// What was measured here.
    pub here: String,
}

/// The middle one of `times`; of two middle ones their mean, and of none NaN.
pub fn median(times: impl IntoIterator<Item = f64>) -> f64 {
    let mut times: Vec<f64> = times.into_iter().collect();
    times.sort_by(f64::total_cmp);
    match times.len() {
        0 => f64::NAN,
        n if n % 2 == 1 => times[n / 2],
        n => (times[n / 2 - 1] + times[n / 2]) / 2.0,
    }
}

impl Row {
    /// The middle one of the times, in seconds; of two middle ones their mean.
    pub fn median(&self) -> f64 {
        median(self.measurements.iter().map(|one| one.seconds))
    }

    /// The middle one of the times on cores, of all workers together, in seconds.
    pub fn on_cores(&self) -> f64 {
        median(self.measurements.iter().map(|one| one.cpu_seconds))
    }

    /// The least and the greatest of the times, in seconds.
    pub fn spread(&self) -> (f64, f64) {
        let times = self.measurements.iter().map(|one| one.seconds);
        times.fold((f64::INFINITY, 0.0), |(least, most), time| (least.min(time), most.max(time)))
    }

    /// The mean of some count over the repetitions.
    pub fn mean(&self, count: impl Fn(&Measurement) -> f64) -> f64 {
        self.measurements.iter().map(count).sum::<f64>() / self.measurements.len() as f64
    }
}

impl Measured {
    /// How many times as fast as the first row `row` is.
    pub fn speed_up(&self, row: &Row) -> f64 {
        self.rows.first().map_or(f64::NAN, |first| first.median() / row.median())
    }
}

impl Chart {
    /// A chart of lines, without any yet.
    pub fn lines(title: impl Into<String>, x: impl Into<String>, y: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            kind: ChartKind::Lines,
            x: Axis { label: x.into(), logarithmic: false },
            y: Axis { label: y.into(), logarithmic: false },
            series: Vec::new(),
            names: Vec::new(),
        }
    }

    /// A chart of bars.
    pub fn bars<N: Into<String>>(
        title: impl Into<String>,
        y: impl Into<String>,
        bars: impl IntoIterator<Item = (N, f64)>,
    ) -> Self {
        let (names, lengths): (Vec<String>, Vec<f64>) =
            bars.into_iter().map(|(name, length)| (name.into(), length)).unzip();
        let points = lengths.into_iter().enumerate().map(|(at, length)| (at as f64, length)).collect();
        let mut chart = Self::lines(title, "", y);
        chart.kind = ChartKind::Bars;
        chart.series.push(Series { name: String::new(), ideal: false, points });
        chart.names = names;
        chart
    }

    /// The lengths of the bars, in order.
    pub fn lengths(&self) -> Vec<f64> {
        self.series
            .iter()
            .filter(|series| !series.ideal)
            .flat_map(|series| &series.points)
            .map(|point| point.1)
            .collect()
    }

    /// With one more line.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, points: impl IntoIterator<Item = (f64, f64)>) -> Self {
        self.series.push(Series { name: name.into(), ideal: false, points: points.into_iter().collect() });
        self
    }

    /// With a line that shows what would be ideal; for bars, with the length in the second part of its only point.
    #[must_use]
    pub fn with_ideal(mut self, name: impl Into<String>, points: impl IntoIterator<Item = (f64, f64)>) -> Self {
        self.series.push(Series { name: name.into(), ideal: true, points: points.into_iter().collect() });
        self
    }

    /// With a horizontal axis on which equal steps mean equal factors.
    #[must_use]
    pub fn logarithmic_x(mut self) -> Self {
        self.x.logarithmic = true;
        self
    }

    /// The same for the vertical axis.
    #[must_use]
    pub fn logarithmic_y(mut self) -> Self {
        self.y.logarithmic = true;
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(seconds: &[f64]) -> Row {
        let measurements = seconds.iter().map(|&seconds| Measurement { seconds, ..Measurement::default() }).collect();
        Row { name: "row".to_owned(), workers: 1, measurements, counted: true }
    }

    #[test]
    fn medians_spreads_and_ratios_are_those_of_the_times() {
        assert_eq!(row(&[3.0, 1.0, 2.0]).median(), 2.0);
        assert_eq!(row(&[4.0, 1.0, 2.0, 3.0]).median(), 2.5);
        assert_eq!(row(&[3.0, 1.0, 2.0]).spread(), (1.0, 3.0));
        assert!(row(&[]).median().is_nan());
        let measured = Measured { title: String::new(), rows: vec![row(&[4.0]), row(&[2.0])] };
        assert_eq!(measured.speed_up(&measured.rows[1]), 2.0);
    }
}
