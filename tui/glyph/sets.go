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
		BarH: [9]rune{' ', '▏', '▎', '▍', '▌', '▋', '▊', '▉', '█'},
		BarV: [9]rune{' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'},
		Left: '◂', Right: '▸', Up: '▴', Down: '▾',
		Flow: '─', FlowHead: '▸',
		Focus: '▸', Bullet: '◦',
		Ellipsis: '~', Separator: '∙',
		Check: '✓', Cross: '✗', Warn: '!',
		Best: '✓', Pin: '◊',
		Times: 'x', Approx: '~', Dash: '-',
		Crossover:  '╳',
		CursorLine: '│', CursorTop: '▾', CursorBottom: '▴',
		GridH: '┈', GridV: '┊', Limit: '╌',
		Ribbon: '▀', RibbonEdge: '▌',
		Running: '▮', Idle: '▯', Starting: '▴',
		Marks: [14]rune{'▴', '▰', '◊', '✚', '▾', '▱', '✕', '◦', '▸', '▮', '✱', '◧', '◂', '▬'},
	}
}

// useAmbiguous puts in the characters whose width not every terminal agrees on.
func (s *Set) useAmbiguous() {
	s.Ambiguous = true
	s.Handle, s.HandleFocus, s.Ghost = '●', '◉', '○'
	s.Left, s.Right, s.Up, s.Down = '←', '→', '↑', '↓'
	s.FlowHead = '▶'
	s.Bullet, s.Ellipsis, s.Separator = '•', '…', '·'
	s.Best, s.Pin = '★', '◆'
	s.Times, s.Approx, s.Dash = '×', '≈', '–'
	s.CursorTop, s.CursorBottom = '▼', '▲'
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
		BarH: [9]rune{' ', ' ', '-', '-', '-', '=', '=', '=', '#'},
		BarV: [9]rune{' ', '_', '_', '.', '.', ':', ':', '|', '#'},
		Left: '<', Right: '>', Up: '^', Down: 'v',
		Flow: '-', FlowHead: '>',
		Focus: '>', Bullet: '-',
		Ellipsis: '~', Separator: '|',
		Check: '+', Cross: 'x', Warn: '!',
		Best: '*', Pin: '^',
		Times: 'x', Approx: '~', Dash: '-',
		Crossover:  'X',
		CursorLine: '|', CursorTop: 'v', CursorBottom: '^',
		GridH: '.', GridV: ':', Limit: '-',
		Ribbon: '=', RibbonEdge: '|',
		Running: '#', Idle: '.', Starting: '^',
		Marks: [14]rune{'*', 'o', '+', 'x', '#', '%', '@', '&', '$', '~', '?', 'A', 'H', 'Z'},
	}
}
