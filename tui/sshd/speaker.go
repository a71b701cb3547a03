package sshd

import (
	"bytes"

	"crossover/tui"
)

// speaker is a session for a screen reader: it writes lines of text where others
// draw frames, as often as those would draw one.
type speaker struct {
	*tui.Speaker
	said bytes.Buffer
}

// speak makes a session one for a screen reader.
func (x *screen) speak(o tui.Options) {
	x.voice = &speaker{}
	x.voice.Speaker = tui.NewSpeaker(o, &x.voice.said)
	x.model = x.voice.Model
	x.start(x.voice.Begin())
	x.first = x.voice.append(x.first)
}

// append says what there is to say, and appends it to the bytes that go out.
func (v *speaker) append(dst []byte) []byte {
	v.Say()
	dst = append(dst, v.said.Bytes()...)
	v.said.Reset()
	return dst
}
