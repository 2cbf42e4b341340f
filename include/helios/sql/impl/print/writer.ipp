// helios/sql/impl/print/writer.ipp -- the printer's output: words with the spaces between them.
#pragma once

#include <helios/sql/print.hpp>

namespace helios::sql::printing {

/// p("WHERE", tree, ..) writes each part after the other: texts as they are, trees by their put().
class writer {
 public:
  template <class... Parts>
  writer& operator()(Parts const&... parts) {
    (put(*this, parts), ...);
    return *this;
  }

  /// The next word follows without a space.
  writer& glued() {
    glued_ = true;
    return *this;
  }

  void text(std::string_view word) {
    if (word.empty()) return;
    bool const closing = word == ")" || word == "]" || word == "," || word == ".";
    if (!glued_ && !closing && !out_.empty()) out_.push_back(' ');
    out_.append(word);
    glued_ = word == "(" || word == "[" || word == ".";
  }

  [[nodiscard]] std::string take() { return std::move(out_); }

 private:
  std::string out_;
  bool glued_ = false;
};

inline void put(writer& p, char const* word) { p.text(word); }
inline void put(writer& p, ast::name const& n) {
  p.text(n.empty() ? std::string() : quote_name(n.text));
}

HELIOS_DECL void put(writer& p, ast::qualified_name const& n);
HELIOS_DECL void put(writer& p, ast::expression const& e);
HELIOS_DECL void put(writer& p, ast::data_type const& t);
HELIOS_DECL void put(writer& p, ast::argument const& a);
HELIOS_DECL void put(writer& p, ast::order_item const& o);
HELIOS_DECL void put(writer& p, ast::window const& w);
HELIOS_DECL void put(writer& p, ast::option const& o);

HELIOS_DECL void put(writer& p, ast::statement const& s);
HELIOS_DECL void put(writer& p, ast::from_item const& f);
HELIOS_DECL void put(writer& p, ast::alias const& a);
HELIOS_DECL void put(writer& p, ast::target const& t);
HELIOS_DECL void put(writer& p, ast::moment const& m);
HELIOS_DECL void put(writer& p, ast::with_clause const& w);
HELIOS_DECL void put(writer& p, ast::assignment const& a);
HELIOS_DECL void put(writer& p, ast::index_element const& e);

/// Writes a binding of at least this strength: in brackets if the expression's own is weaker.
HELIOS_DECL void put_operand(writer& p, ast::expression const& e, int floor);

/// A value that needs no brackets of its own behind a word.
struct tight {
  ast::ref<ast::expression> value;
};
inline void put(writer& p, tight t) { put_operand(p, *t.value, 100); }

template <class T>
void put(writer& p, ast::ref<T> const& r) {
  if (r) put(p, *r);
}

/// a, b, c
template <class T>
void put(writer& p, ast::list<T> const& items) {
  bool first = true;
  for (T const& item : items) {
    if (!std::exchange(first, false)) p.text(",");
    put(p, item);
  }
}
/// (a, b, c); nothing if there are none
template <class T>
struct in_brackets {
  ast::list<T> const& items;
  bool always = false;
};
template <class T>
in_brackets(ast::list<T> const&) -> in_brackets<T>;
template <class T>
in_brackets(ast::list<T> const&, bool) -> in_brackets<T>;
template <class T>
void put(writer& p, in_brackets<T> const& b) {
  if (!b.items.empty() || b.always) p("(", b.items, ")");
}
/// WORD part; nothing if there is no part
template <class T>
struct clause {
  char const* word;
  T const& part;
};
template <class T>
clause(char const*, T const&) -> clause<T>;
template <class T>
void put(writer& p, clause<T> const& c) {
  if constexpr (requires { c.part.empty(); }) {
    if (!c.part.empty()) p(c.word, c.part);
  } else if constexpr (requires { c.part.parts; }) {
    if (!c.part.parts.empty()) p(c.word, c.part);
  } else {
    if (c.part) p(c.word, c.part);
  }
}
template <class T>
struct bracketed_clause {
  char const* word;
  ast::list<T> const& items;
};
template <class T>
bracketed_clause(char const*, ast::list<T> const&) -> bracketed_clause<T>;
template <class T>
void put(writer& p, bracketed_clause<T> const& c) {
  if (!c.items.empty()) p(c.word, "(", c.items, ")");
}

/// A dotted list of names.
struct dotted {
  ast::list<ast::name> const& parts;
};
inline void put(writer& p, dotted d) {
  bool first = true;
  for (ast::name const& n : d.parts) {
    if (!std::exchange(first, false)) p.text(".");
    put(p, n);
  }
}

/// A word of a table that an enumerator indexes.
template <std::size_t N, class Enum>
[[nodiscard]] char const* word_of(char const* const (&words)[N], Enum value) {
  HELIOS_EXPECTS(static_cast<std::size_t>(value) < N);
  return words[static_cast<std::size_t>(value)];
}

}  // namespace helios::sql::printing
