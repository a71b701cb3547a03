package glyph

// ToASCII returns the ASCII character nearest to r, for terminals that show
// nothing else. What has none becomes '?'.
func ToASCII(r rune) rune {
	if r >= ' ' && r < 0x7f {
		return r
	}
	switch r {
	case '·', '•', '∙', '▪', '◦':
		return '-'
	case '–', '—', '−', '─', '━', '┈', '╌':
		return '-'
	case '│', '┃', '┊', '╎':
		return '|'
	case '×', '✕', '✗', '╳':
		return 'x'
	case 'µ', 'μ':
		return 'u'
	case '…', '⋯', '≈':
		return '~'
	case '‘', '’', '′':
		return '\''
	case '“', '”', '″':
		return '"'
	case '→', '▶', '▸', '›', '≥':
		return '>'
	case '←', '◀', '◂', '‹', '≤':
		return '<'
	case '↑', '▲', '▴':
		return '^'
	case '↓', '▼', '▾':
		return 'v'
	case '€':
		return 'E'
	case '█', '▇', '▀', '▄':
		return '#'
	case '\u00a0', '\u2009', '\u202f', '\u2800':
		return ' '
	default:
		return '?'
	}
}
