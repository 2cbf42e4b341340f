// helios/sql/impl/vocabulary.hpp -- the words the grammar is written in: X3 parsers over tokens
// that place what they find into the node being filled.
//
// Shape     a parser's rcontext is its *place*: the node or value being filled. Nothing has an
//           attribute, so X3 instantiates no Fusion; only its operators >> | - * % are used
// Laws      (V1) a rule touches only its own value until it has succeeded. So its memory can be
//           taken back, and the alternatives within one rule must differ in their first token
// Cost      about 50 ms of compile time per rule at -O2
#pragma once

#include <helios/sql/impl/state.hpp>

// X3's operators use these traits without including them.
#include <boost/spirit/home/x3/support/traits/tuple_traits.hpp>

#include <boost/spirit/home/x3/operator.hpp>

#include <algorithm>
#include <type_traits>

namespace helios::sql::grammar {

namespace x3 = boost::spirit::x3;

template <class T>
inline constexpr bool is_list = false;
template <class T>
inline constexpr bool is_list<ast::list<T>> = true;

/// Puts a value where it belongs: appended to a list, or assigned.
template <class Place, class Value>
void store(context c, Place& place, Value const& value) {
  if constexpr (std::is_convertible_v<Value const&, Place>) {
    place = value;
  } else if constexpr (is_list<Place>) {
    static_assert(std::is_convertible_v<Value const&, typename Place::value_type>,
                  "what this rule yields is no element of the list it is put into");
    place.append(c->memory, value);
  } else {
    static_assert(is_list<Place>, "what this rule yields does not fit the place it is put into");
  }
}

template <class Derived>
struct leaf : x3::parser<Derived> {
  using attribute_type = x3::unused_type;
  static constexpr bool has_attribute = false;
};
template <class Subject, class Derived>
struct branch_parser : x3::unary_parser<Subject, Derived> {
  using attribute_type = x3::unused_type;
  static constexpr bool has_attribute = false;
  constexpr explicit branch_parser(Subject const& s) : x3::unary_parser<Subject, Derived>(s) {}
};
template <class P>
using parser_of = std::remove_cvref_t<decltype(x3::as_parser(std::declval<P const&>()))>;

// ---- words and signs ----------------------------------------------------------------------------

/// "ORDER BY"_kw: key words in a row. A word that is none does not compile.
struct phrase : leaf<phrase> {
  static constexpr std::size_t longest = 6;
  token_kind words[longest]{};
  std::uint8_t size = 0;

  consteval explicit phrase(std::string_view text) {
    char word[32]{};
    for (std::size_t i = 0, n = 0; i <= text.size(); ++i) {
      if (i != text.size() && text[i] != ' ') {
        word[n++] = to_lower(text[i]);
      } else {
        token_kind const kind = find_keyword({word, n});
        if (kind == token_kind::name) throw "not in keywords.def";
        words[size++] = kind;
        n = 0;
      }
    }
  }
  bool parse(iterator& f, iterator const&, context const& c, auto&, auto&) const {
    if (f->kind != words[0]) return fail_at(c, f, words[0]);
    for (std::size_t i = 1; i != size; ++i)
      if (f[i].kind != words[i]) return fail_at(c, f + i, words[i]);
    f += size;
    return true;
  }
};
consteval phrase operator""_kw(char const* text, std::size_t size) {
  return phrase(std::string_view(text, size));
}

struct sign : leaf<sign> {
  token_kind kind;
  constexpr explicit sign(token_kind k) noexcept : kind(k) {}
  bool parse(iterator& f, iterator const&, context const& c, auto&, auto&) const {
    if (f->kind != kind) return fail_at(c, f, kind);
    ++f;
    return true;
  }
};
inline constexpr sign comma{token_kind::comma}, dot{token_kind::dot},
    semicolon{token_kind::semicolon}, close{token_kind::close},
    open_square{token_kind::open_square}, close_square{token_kind::close_square},
    star_sign{token_kind::star}, equal_sign{token_kind::equal}, colon{token_kind::colon},
    arrow{token_kind::arrow}, becomes{token_kind::becomes}, end_of_text{token_kind::end},
    minus_sign{token_kind::minus}, plus_sign{token_kind::plus};

/// Any opening bracket, or only one that encloses a query.
struct bracket : leaf<bracket> {
  bool query;
  constexpr explicit bracket(bool q) noexcept : query(q) {}
  bool parse(iterator& f, iterator const&, context const& c, auto&, auto&) const {
    if (f->kind != token_kind::open_query && (query || f->kind != token_kind::open))
      return fail_at(c, f, token_kind::open);
    ++f;
    return true;
  }
};
inline constexpr bracket open{false}, open_query{true};

/// A name: a word of one of the classes, or anything in double quotes.
struct word : leaf<word> {
  std::uint8_t classes;
  constexpr explicit word(unsigned of) noexcept
      : classes(static_cast<std::uint8_t>(of | word_class::plain)) {}
  bool parse(iterator& f, iterator const&, context const& c, auto& place, auto&) const {
    if ((f->classes & classes) == 0) return fail_at(c, f, expected::name);
    store(c, place, decode_name(c, *f));
    ++f;
    return true;
  }
};
inline constexpr word name{word_class::unreserved | word_class::column};     // PostgreSQL's ColId
inline constexpr word type_name{word_class::unreserved | word_class::type};  // type_function_name
inline constexpr word nonreserved{word_class::unreserved | word_class::column | word_class::type};
inline constexpr word label{word_class::unreserved | word_class::column | word_class::type |
                            word_class::reserved};
inline constexpr word bare_label{word_class::bare};

/// A string constant, decoded.
struct text_parser : leaf<text_parser> {
  bool parse(iterator& f, iterator const&, context const& c, auto& place, auto&) const {
    if (f->kind != token_kind::string) return fail_at(c, f, token_kind::string);
    store(c, place, decode_string(c, *f));
    ++f;
    return true;
  }
};
inline constexpr text_parser text{};

/// A word as a text value, folded to lower case.
struct spelling : leaf<spelling> {
  std::uint8_t classes;
  constexpr explicit spelling(word const& w) noexcept : classes(w.classes) {}
  bool parse(iterator& f, iterator const&, context const& c, auto& place, auto&) const {
    if ((f->classes & classes) == 0) return fail_at(c, f, expected::name);
    store(c, place, decode_name(c, *f).text);
    ++f;
    return true;
  }
};

/// a + or an = as a name: what an operator is called between OPERATOR( and ).
struct symbol_parser : leaf<symbol_parser> {
  bool parse(iterator& f, iterator const&, context const& c, auto& place, auto&) const {
    if (f->kind < token_kind::equal || f->kind > token_kind::op)
      return fail_at(c, f, token_kind::op);
    store(c, place, f->kind == token_kind::not_equal ? std::string_view("<>") : c->text_of(*f));
    ++f;
    return true;
  }
};
inline constexpr symbol_parser symbol{};

/// Always there.
struct nothing_parser : leaf<nothing_parser> {
  bool parse(iterator&, iterator const&, context const&, auto&, auto&) const { return true; }
};
inline constexpr nothing_parser nothing{};

// ---- places -------------------------------------------------------------------------------------

/// at<&node::part>[p]: what p finds goes to that member of the node being filled.
template <auto Member, class Subject>
struct placed : branch_parser<Subject, placed<Member, Subject>> {
  using branch_parser<Subject, placed>::branch_parser;
  bool parse(iterator& f, iterator const& l, context const& c, auto& place, auto& unused) const {
    return this->subject.parse(f, l, c, place.*Member, unused);
  }
};
template <auto Member>
struct placing {
  template <class P>
  constexpr placed<Member, parser_of<P>> operator[](P const& p) const {
    return placed<Member, parser_of<P>>(x3::as_parser(p));
  }
};
template <auto Member>
inline constexpr placing<Member> at{};

/// is<&node::part, value>[p], flag<&node::part>[p]: p succeeding is what is to be known.
template <auto Member, auto Value, class Subject>
struct marked : branch_parser<Subject, marked<Member, Value, Subject>> {
  using branch_parser<Subject, marked>::branch_parser;
  bool parse(iterator& f, iterator const& l, context const& c, auto& place, auto& unused) const {
    if (!this->subject.parse(f, l, c, place, unused)) return false;
    place.*Member = Value;
    return true;
  }
};
template <auto Member, auto Value>
struct marking {
  template <class P>
  constexpr marked<Member, Value, parser_of<P>> operator[](P const& p) const {
    return marked<Member, Value, parser_of<P>>(x3::as_parser(p));
  }
};
template <auto Member, auto Value>
inline constexpr marking<Member, Value> is{};
template <auto Member>
inline constexpr marking<Member, true> flag{};

/// gives<value>[p]: the value of a rule that yields no node.
template <auto Value, class Subject>
struct given : branch_parser<Subject, given<Value, Subject>> {
  using branch_parser<Subject, given>::branch_parser;
  bool parse(iterator& f, iterator const& l, context const& c, auto& place, auto& unused) const {
    if (!this->subject.parse(f, l, c, place, unused)) return false;
    store(c, place, Value);
    return true;
  }
};
template <auto Value>
struct giving {
  template <class P>
  constexpr given<Value, parser_of<P>> operator[](P const& p) const {
    return given<Value, parser_of<P>>(x3::as_parser(p));
  }
};
template <auto Value>
inline constexpr giving<Value> gives{};

/// ahead[p], unless[p]: looks without consuming. A look is no attempt, so its failures are not
/// recorded. Requires that p places nothing.
template <bool Wanted, class Subject>
struct look : branch_parser<Subject, look<Wanted, Subject>> {
  using branch_parser<Subject, look>::branch_parser;
  bool parse(iterator& f, iterator const& l, context const& c, auto&, auto& unused) const {
    iterator at = f;
    iterator const furthest = c->furthest;
    ++c->silent;
    bool const found = this->subject.parse(at, l, c, unused, unused);
    --c->silent;
    c->furthest = furthest;
    return found == Wanted;
  }
};
template <bool Wanted>
struct looking {
  template <class P>
  constexpr look<Wanted, parser_of<P>> operator[](P const& p) const {
    return look<Wanted, parser_of<P>>(x3::as_parser(p));
  }
};
inline constexpr looking<true> ahead{};
inline constexpr looking<false> unless{};

/// Any name and anything that is one token, for looking ahead.
struct any_word : leaf<any_word> {
  std::uint8_t classes;
  constexpr explicit any_word(word const& w) noexcept : classes(w.classes) {}
  bool parse(iterator& f, iterator const&, context const& c, auto&, auto&) const {
    if ((f->classes & classes) == 0) return fail_at(c, f, expected::name);
    ++f;
    return true;
  }
};

// ---- rules --------------------------------------------------------------------------------------

/// A rule behind a plain function: its right-hand side is instantiated once, in one file, and may
/// recurse.
template <class Rule>
struct nonterminal : leaf<nonterminal<Rule>> {
  bool parse(iterator& f, iterator const& l, context const& c, auto& place, auto&) const {
    if constexpr (requires { typename Rule::part; }) {
      return Rule::parse(f, l, c, place);
    } else {
      typename Rule::value v{};
      if (!Rule::parse(f, l, c, v)) return false;
      store(c, place, v);
      return true;
    }
  }
};

template <class Rule, class Rhs, class Value>
bool apply(Rhs const& rhs, iterator& f, iterator const& l, context const& c, Value& value) {
  check_stack(c, f);
  auto const note_place = [&](auto& n) {
    if constexpr (requires { n.at.offset; }) n.at.offset = f->offset;
  };
  if constexpr (requires { typename Rule::node; }) {
    arena::mark const before = c->memory.here();
    std::uint32_t const height = c->height;
    iterator const begin = f;
    auto* const n = c->memory.template make<typename Rule::node>();
    note_place(*n);
    c->height = 0;
    if (!rhs.parse(f, l, c, *n, x3::unused)) {
      c->memory.rewind(before);
      c->height = height;
      return false;
    }
    grown(c, begin, height);
    value = n;
    return true;
  } else {
    if constexpr (!requires { typename Rule::part; }) note_place(value);
    return rhs.parse(f, l, c, value, x3::unused);
  }
}

// A node is allocated; a value is built where it is used; a part fills the node of whoever uses it.
#define HELIOS_NODE(name, type)                                                        \
  struct name##_rule {                                                                 \
    using node = type;                                                                 \
    using value = ast::ref<type>;                                                      \
    HELIOS_DECL static bool parse(iterator&, iterator const&, context const&, value&); \
  };                                                                                   \
  inline constexpr nonterminal<name##_rule> name {}
#define HELIOS_VALUE(name, type)                                                       \
  struct name##_rule {                                                                 \
    using value = type;                                                                \
    HELIOS_DECL static bool parse(iterator&, iterator const&, context const&, value&); \
  };                                                                                   \
  inline constexpr nonterminal<name##_rule> name {}
#define HELIOS_PART(name, type)                                                        \
  struct name##_rule {                                                                 \
    using part = type;                                                                 \
    using value = type;                                                                \
    HELIOS_DECL static bool parse(iterator&, iterator const&, context const&, value&); \
  };                                                                                   \
  inline constexpr nonterminal<name##_rule> name {}
#define HELIOS_DEFINE(name, ...)                                                        \
  bool name##_rule::parse(iterator& f, iterator const& l, context const& c, value& v) { \
    static constexpr auto rhs = x3::as_parser(__VA_ARGS__);                             \
    return apply<name##_rule>(rhs, f, l, c, v);                                         \
  }

/// Phrases that many statements share.
namespace phrases {
inline constexpr auto if_not_exists = "IF NOT EXISTS"_kw;
inline constexpr auto if_exists = "IF EXISTS"_kw;
inline constexpr auto temporary = "TEMPORARY"_kw | "TEMP"_kw |
                                  ("LOCAL"_kw | "GLOBAL"_kw) >> ("TEMPORARY"_kw | "TEMP"_kw);
template <auto Cascade>
inline constexpr auto behaviour = -(flag<Cascade>["CASCADE"_kw] | "RESTRICT"_kw);
}  // namespace phrases

/// A name in a template argument.
struct canonical_name {
  char text[24]{};
  consteval canonical_name(auto const& literal) {
    std::copy(literal, literal + sizeof literal, text);
  }
};

/// p, p, ..
template <class P>
constexpr auto several(P const& p) {
  return x3::as_parser(p) % comma;
}
/// ( p )
template <class P>
constexpr auto bracketed(P const& p) {
  return open >> p >> close;
}

}  // namespace helios::sql::grammar
