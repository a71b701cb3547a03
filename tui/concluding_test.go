package tui

import (
	"strings"
	"testing"
	"time"

	"crossover/tui/style"
)

// TestTheAnswer drags the rate over a turn: the card, the speech and the copied text have
// the same words, and the first word is marked until nothing changes.
func TestTheAnswer(t *testing.T) {
	for _, motion := range []Motion{MotionFull, MotionOff} {
		s := open(t, smallEngine(t), 120, 36, func(o *Options) { o.Motion = motion })
		card := func() string { return strings.Join(s.text(s.rects.Answer), "\n") }
		s.wants("EDGE, clearly. Edge $37.17/month, p99 342 ms. Next: Boxes $55.31 (+49 %).")
		if s.rest(); !strings.Contains(card(), "Serverless wins below 2.52/s: 0.21 times your traffic; VMs win above 44.3/s: 3.69 times your traffic.") {
			t.Errorf("the answer is\n%s", card())
		}
		question := s.turns.asked
		s.now = s.now.Add(time.Second)
		s.setScenario(parse(t, "rate=2/s"))
		cmd := s.Update(nil)
		s.Paint()
		if got := card(); !strings.Contains(got, "SERVERLESS, ") || !strings.Contains(got, "Edge wins above 2.52/s") {
			t.Errorf("below the turn the answer is\n%s", got)
		}
		word := func() bool { return s.buffer.At(2, 2).Style == style.Reverse(style.Bold(s.canvas.Style.Accent)) }
		if marked := motion == MotionFull; word() != marked {
			t.Errorf("motion %v: the first word is marked: %v", motion, word())
		}
		s.settle(cmd)
		if s.rest(); word() || s.turns.asked != question {
			t.Errorf("at rest: marked %v, the turns asked for anew %v", word(), s.turns.asked != question)
		}
		// until the turns of another scenario are known, only visible ones are shown
		s.focus(s.controls.Find("duration"))
		s.now = s.now.Add(time.Second)
		cmd = s.Update(keyOf(t, "L"))
		s.Paint()
		if s.turns.answers(turnQuestionOf(&s.host)) || s.said.Below.X == 0 && s.said.Above.X == 0 && s.said.Known {
			t.Errorf("without its turns the answer is\n%s", card())
		}
		s.settle(cmd)
		if s.rest(); !s.turns.answers(turnQuestionOf(&s.host)) || !s.said.Known {
			t.Errorf("at rest the answer is\n%s", card())
		}
	}
}
