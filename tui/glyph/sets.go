package glyph

// blockSet is the set for terminals with Unicode.
func blockSet() Set {
	return Set{
		Kind: Block, Plot: Block,
		Box: Box{
			Horizontal: '─', Vertical: '│',
			TopLeft: '╭', TopRight: '╮', BottomLeft: '╰', BottomRight: '╯',
			TeeLeft: '├', TeeRight: '┤', TeeTop: '┬', TeeBottom: '┴', Cross: '┼',
		},
		BoxFocus: Box{
			Horizontal: '━', Vertical: '┃',
			TopLeft: '┏', TopRight: '┓', BottomLeft: '┗', BottomRight: '┛',
			TeeLeft: '┣', TeeRight: '┫', TeeTop: '┳', TeeBottom: '┻', Cross: '╋',
		},
		Track: '─', Fill: '━', TrackSnap: '┴', FillSnap: '┷',
		Handle: '┃', HandleFocus: '█', Ghost: '╎',
		Before: '‹', After: '›',
		Bar: '█', Left: '◂', Right: '▸', Up: '▴', Down: '▾',
		Flow: '─', FlowHead: '▸',
		Focus:    '▸',
		Ellipsis: '~', Separator: '∙',
		Check: '✓', Cross: '✗', Warn: '!',
		Approx: '~', Crossover: '╳', CursorLine: '│', GridV: '┊', Limit: '╌',
		Running: '▮', Idle: '▯', Starting: '▴',
		Marks: [14]rune{'▴', '▰', '◊', '✚', '▾', '▱', '✕', '◦', '✦', '▮', '✱', '◧', '◂', '▬'},
	}
}

// useAmbiguous replaces characters by the rounder ones of ambiguous width.
func (s *Set) useAmbiguous() {
	s.Ambiguous = true
	s.Handle, s.HandleFocus, s.Ghost = '●', '◉', '○'
	s.Left, s.Right, s.Up, s.Down = '←', '→', '↑', '↓'
	s.FlowHead = '▶'
	s.Ellipsis, s.Separator, s.Approx = '…', '·', '≈'
	s.Marks = [14]rune{'●', '▲', '■', '◆', '▼', '○', '✚', '△', '□', '◇', '▽', '★', '✕', '☆'}
}

// asciiSet is the set for terminals that show nothing beyond ASCII.
func asciiSet() Set {
	return Set{
		Kind: ASCII, Plot: ASCII,
		Box: Box{
			Horizontal: '-', Vertical: '|',
			TopLeft: '+', TopRight: '+', BottomLeft: '+', BottomRight: '+',
			TeeLeft: '+', TeeRight: '+', TeeTop: '+', TeeBottom: '+', Cross: '+',
		},
		BoxFocus: Box{
			Horizontal: '=', Vertical: '|',
			TopLeft: '#', TopRight: '#', BottomLeft: '#', BottomRight: '#',
			TeeLeft: '#', TeeRight: '#', TeeTop: '#', TeeBottom: '#', Cross: '#',
		},
		Track: '-', Fill: '=', TrackSnap: '+', FillSnap: '+',
		Handle: 'O', HandleFocus: '@', Ghost: 'o',
		Before: '<', After: '>',
		Bar: '=', Left: '<', Right: '>', Up: '^', Down: 'v',
		Flow: '-', FlowHead: '>',
		Focus:    '>',
		Ellipsis: '~', Separator: '|',
		Check: '+', Cross: 'x', Warn: '!',
		Approx: '~', Crossover: 'X', CursorLine: '|', GridV: ':', Limit: '-',
		Running: '#', Idle: '.', Starting: '^',
		Marks: [14]rune{'*', 'o', '+', 'x', '#', '%', '@', '&', '$', '~', '?', 'A', 'H', 'Z'},
	}
}
