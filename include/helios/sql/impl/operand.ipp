// helios/sql/impl/operand.ipp -- operands as far as one token decides: constants, columns,
// brackets, prefixes.
//
// Source    PostgreSQL 15's manual, section 4.2. A prefix operator may stand wherever an operand
//           may
#pragma once

#include <helios/sql/impl/grammar/rules.hpp>

namespace helios::sql::grammar::climbing {

using operand = ast::ref<ast::expression>;

template <class Node>
Node* make(context c, iterator at) {
  auto* const node = c->memory.make<Node>();
  node->at.offset = at->offset;
  return node;
}
template <class Node>
bool done(context c, iterator at, Node* node, operand& out) {
  grown(c, at, 0);
  out = node;
  return true;
}

inline bool literal(iterator& f, context c, ast::literal::type what, std::string_view value,
                    operand& out) {
  auto* const node = make<ast::literal>(c, f);
  node->what = what;
  node->text = value;
  return done(c, f++, node, out);
}

inline bool parameter(iterator& f, context c, operand& out) {
  auto* const node = make<ast::parameter>(c, f);
  node->index = f->aux;
  if (f->kind == token_kind::question) {
    std::uint32_t& through = c->parameters_through[f->aux];
    through = (f->aux == 0 ? 0 : c->parameters_through[f->aux - 1]) + 1;
    node->index = through - c->questions_before;
  }
  return done(c, f++, node, out);
}

// .name .* [1] [1:2] behind an operand in brackets, a parameter or a column
inline bool indirections(iterator& f, iterator const& l, context c, operand& value) {
  for (;;) {
    if (f->kind == token_kind::open_square) {
      auto* const node = make<ast::subscript>(c, f);
      std::uint32_t const height = std::exchange(c->height, 0);
      node->operand = value;
      if (!subscript_tail_rule::parse(f, l, c, *node)) return false;
      c->height = std::max(c->height, height);
      done(c, f, node, value);
    } else if (f->kind == token_kind::dot) {
      iterator const at = f++;
      if (f->kind == token_kind::star) {
        auto* const node = make<ast::star>(c, at);
        node->row = value;
        ++f;
        return done(c, at, node, value);
      }
      auto* const node = make<ast::field>(c, at);
      node->operand = value;
      if (!label.parse(f, l, c, node->name, x3::unused)) return false;
      done(c, at, node, value);
    } else {
      return true;
    }
  }
}

inline bool column(iterator& f, iterator const& l, context c, operand& out) {
  auto* const node = make<ast::column>(c, f);
  if (!name.parse(f, l, c, node->parts, x3::unused)) return false;
  while (f->kind == token_kind::dot) {
    if (f[1].kind == token_kind::star) {
      auto* const all = make<ast::star>(c, f - 1);
      all->table = node->parts;
      f += 2;
      return done(c, f, all, out);
    }
    ++f;
    if (!label.parse(f, l, c, node->parts, x3::unused)) return false;
  }
  done(c, f, node, out);
  return f->kind != token_kind::open_square || indirections(f, l, c, out);
}

// ( e ), ( e, e ), ( query )
inline bool brackets(iterator& f, iterator const& l, context c, operand& out) {
  iterator const begin = f;
  nested const level(c, f);
  if (f->kind == token_kind::open_query) {
    auto* const node = make<ast::subquery>(c, f);
    if (!query_in_brackets_rule::parse(f, l, c, node->query)) return false;
    done(c, begin, node, out);
    return indirections(f, l, c, out);
  }
  ++f;
  if (!expression.climb(f, l, c, out)) return false;
  if (f->kind == token_kind::comma) {
    auto* const node = make<ast::row>(c, begin);
    node->fields.append(c->memory, out);
    while (f->kind == token_kind::comma) {
      std::uint32_t const height = std::exchange(c->height, 0);
      ++f;
      if (!expression.climb(f, l, c, out)) return false;
      node->fields.append(c->memory, out);
      c->height = std::max(c->height, height);
    }
    done(c, begin, node, out);
  }
  if (!close.parse(f, l, c, x3::unused, x3::unused)) return false;
  return indirections(f, l, c, out);
}

inline bool prefix(iterator& f, iterator const& l, context c, strength floor, bool restricted,
                   operand& out) {
  auto* const node = make<ast::unary>(c, f);
  iterator const at = f++;
  if (at->kind == token_kind::kw_operator) {
    if (!operator_name_rule::parse(f, l, c, node->op)) return false;
  } else {
    node->op.symbol = at->kind == token_kind::kw_not ? std::string_view("not") : c->text_of(*at);
  }
  nested const level(c, at);
  if (!operators(floor, restricted).climb(f, l, c, out)) return false;
  node->operand = out;
  return done(c, at, node, out);
}

// a, t.a, s.t.*: seen from what follows, which for a call is a bracket and for a typed constant a
// string. Words that begin types of several words take the long way.
[[nodiscard]] inline bool is_column(iterator f) noexcept {
  if ((f->classes & name.classes) == 0) return false;
  for (++f; f->kind == token_kind::dot; f += 2)
    if ((f[1].classes & label.classes) == 0) return f[1].kind == token_kind::star;
  switch (f->kind) {
    case token_kind::open:
    case token_kind::open_query:
    case token_kind::string:
    case token_kind::kw_with:
    case token_kind::kw_without:
    case token_kind::kw_precision:
    case token_kind::kw_varying: return false;
    default: return true;
  }
}

inline bool first(iterator& f, iterator const& l, context c, bool restricted, operand& out) {
  using type = ast::literal::type;
  switch (f->kind) {
    case token_kind::integer: return literal(f, c, type::integer, c->text_of(*f), out);
    case token_kind::decimal: return literal(f, c, type::decimal, c->text_of(*f), out);
    case token_kind::string: return literal(f, c, type::string, decode_string(c, *f), out);
    case token_kind::bits: return literal(f, c, type::bits, decode_string(c, *f), out);
    case token_kind::hex: return literal(f, c, type::hex, decode_string(c, *f), out);
    case token_kind::kw_null: return literal(f, c, type::null, {}, out);
    case token_kind::kw_true: return literal(f, c, type::true_, {}, out);
    case token_kind::kw_false: return literal(f, c, type::false_, {}, out);
    case token_kind::parameter:
    case token_kind::question: return parameter(f, c, out) && indirections(f, l, c, out);
    case token_kind::open:
    case token_kind::open_query: return brackets(f, l, c, out);
    case token_kind::plus:
    case token_kind::minus: return prefix(f, l, c, strength::sign, restricted, out);
    case token_kind::op: return prefix(f, l, c, tighter(strength::other), restricted, out);
    case token_kind::kw_not:
      if (restricted) return fail_at(c, f, expected::expression);
      return prefix(f, l, c, strength::not_, restricted, out);
    case token_kind::kw_operator:
      if (f[1].kind == token_kind::open)
        return prefix(f, l, c, tighter(strength::other), restricted, out);
      break;
    default: break;
  }
  if (is_column(f)) return column(f, l, c, out);
  // What could begin an expression is one expectation, not the twenty of `primary`.
  iterator const begin = f;
  bool const here = c->goal == begin;
  c->silent += here ? 1 : 0;
  bool const found = primary_rule::parse(f, l, c, out);
  c->silent -= here ? 1 : 0;
  return found || (c->furthest <= begin && fail_at(c, begin, expected::expression));
}

}  // namespace helios::sql::grammar::climbing
