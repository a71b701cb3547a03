// Package chart paints a line chart with logarithmic or linear axes into a
// rectangle of a [cell.Buffer]. It was made for one picture — cost curves that
// cross — and so it knows steps, a band below the log axis for "free", names
// at the curves' ends, crossover marks, a "you are here" line and a ribbon of
// phases under the x axis.
//
// A [Chart] is a struct of plain values that the caller fills before each
// frame, and [Chart.Draw] paints it. Its buffers are kept between frames: at a
// size and number of series it has seen before, drawing allocates nothing.
// Bad input never panics: what is not finite is not drawn, what does not fit is
// left out.
//
// The horizontal geometry is fixed by one rule. A plot of W columns shows the
// x axis so that the centre of its first column is X.Min and the centre of its
// last is X.Max; values between lie evenly in scale space. [Layout.Column] and
// [Chart.XAt] are each other's inverse under that rule, and so are
// [Layout.Row] and [Chart.YAt] for the vertical axis.
package chart
