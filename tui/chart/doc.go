// Package chart paints a line chart with logarithmic or linear axes into a rectangle of a
// [cell.Buffer]. It was made for cost curves that cross. It therefore has steps, a band
// below the log axis for "free", names at the curves' ends, crossover marks, a "you are
// here" line and a ribbon of phases under the x axis.
//
// A [Chart] is a struct of plain values that the caller fills before each frame, and
// [Chart.Draw] paints it. Its buffers are kept between frames: at a size and number of
// series it has drawn before, drawing allocates nothing. Bad input never panics: values
// that are not finite are not drawn, and parts that do not fit are left out.
//
// One rule fixes the horizontal geometry. A plot of W columns shows X.Min at the centre of
// its first column and X.Max at the centre of its last one; values between lie evenly on
// the scale. Under that rule [Layout.Column] and [Chart.XAt] are inverses of each other,
// and so are [Layout.Row] and [Chart.YAt] on the vertical axis.
package chart
