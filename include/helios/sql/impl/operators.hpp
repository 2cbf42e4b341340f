// helios/sql/impl/operators.hpp -- operators by precedence climbing.
//
// Source    binding and associativity: PostgreSQL 15's manual, section 4.1.6. A comparison binds no
//           further comparison: `a < b < c` is an error
#pragma once

#include <helios/sql/impl/operand.ipp>

namespace helios::sql::grammar {
namespace climbing {

enum class shape : std::uint8_t {
  none,
  binary,
  logical,
  is,
  negated,
  in,
  between,
  like,
  collate,
  zone,
  cast,
  named,
  overlaps
};
struct infix {
  shape what = shape::none;
  strength binds = strength::none;
};

[[nodiscard]] inline infix infix_at(iterator f, bool restricted) noexcept {
  switch (f->kind) {
    case token_kind::equal:
    case token_kind::less:
    case token_kind::greater:
    case token_kind::less_equal:
    case token_kind::greater_equal:
    case token_kind::not_equal: return {shape::binary, strength::comparison};
    case token_kind::op:
    case token_kind::question: return {shape::binary, strength::other};
    case token_kind::plus:
    case token_kind::minus: return {shape::binary, strength::additive};
    case token_kind::star:
    case token_kind::slash:
    case token_kind::percent: return {shape::binary, strength::multiplicative};
    case token_kind::caret: return {shape::binary, strength::power};
    case token_kind::casts: return {shape::cast, strength::cast};
    case token_kind::kw_operator:
      if (f[1].kind == token_kind::open) return {shape::named, strength::other};
      return {};
    case token_kind::kw_is: {
      bool const distinct =
          f[f[1].kind == token_kind::kw_not ? 2 : 1].kind == token_kind::kw_distinct;
      if (restricted && !distinct) return {};
      return {shape::is, strength::is};
    }
    default: break;
  }
  if (restricted) return {};
  switch (f->kind) {
    case token_kind::kw_or: return {shape::logical, strength::or_};
    case token_kind::kw_and: return {shape::logical, strength::and_};
    case token_kind::kw_isnull:
    case token_kind::kw_notnull: return {shape::is, strength::is};
    case token_kind::kw_in: return {shape::in, strength::membership};
    case token_kind::kw_between: return {shape::between, strength::membership};
    case token_kind::kw_like:
    case token_kind::kw_ilike: return {shape::like, strength::membership};
    case token_kind::kw_similar:
      if (f[1].kind == token_kind::kw_to) return {shape::like, strength::membership};
      return {};
    case token_kind::kw_overlaps: return {shape::overlaps, strength::membership};
    case token_kind::kw_not: {
      infix const positive = infix_at(f + 1, false);
      if (positive.what != shape::in && positive.what != shape::between &&
          positive.what != shape::like)
        return {};
      return {shape::negated, strength::membership};
    }
    case token_kind::kw_at:
      if (f[1].kind == token_kind::kw_time && f[2].kind == token_kind::kw_zone)
        return {shape::zone, strength::zone};
      return {};
    case token_kind::kw_collate: return {shape::collate, strength::collate};
    default: return {};
  }
}

[[nodiscard]] inline bool is_quantifier(iterator f) noexcept {
  return (f->kind == token_kind::kw_any || f->kind == token_kind::kw_some ||
          f->kind == token_kind::kw_all) &&
         (f[1].kind == token_kind::open || f[1].kind == token_kind::open_query);
}

// The name of the operator at f; a question mark turns out to be none of the parameters.
inline ast::operation operation_at(iterator f, context c) noexcept {
  if (f->kind == token_kind::question)
    c->parameters_through[f->aux] = f->aux == 0 ? 0 : c->parameters_through[f->aux - 1];
  return {f->kind == token_kind::not_equal ? std::string_view("<>") : c->text_of(*f), {}};
}

// One climb: `out_` holds the operand so far and is replaced by what an operator makes of it.
class climber {
 public:
  climber(iterator& first, iterator const& last, context to, bool b_expr, operand& left)
      : f_(first), l_(last), c_(to), restricted_(b_expr), out_(left) {}

  // A comparison's result takes no other comparison.
  [[nodiscard]] bool takes(infix op) const noexcept { return op.binds <= ceiling_; }

  bool step(infix op) {
    iterator const at = f_;
    auto* const growing = std::exchange(chain_, nullptr);
    ceiling_ = strength::none;
    bool negated = false;
    if (op.what == shape::negated) {
      negated = true;
      op = infix_at(++f_, false);
    }
    switch (op.what) {
      case shape::logical: return logical(at, op.binds, growing);
      case shape::binary: {
        ast::operation const name = operation_at(f_++, c_);
        return is_quantifier(f_) ? quantified(at, name) : binary(at, name, op.binds);
      }
      case shape::named: {
        ast::operation name;
        ++f_;
        if (!operator_name_rule::parse(f_, l_, c_, name)) return false;
        return is_quantifier(f_) ? quantified(at, name) : binary(at, name, op.binds);
      }
      case shape::is: {
        auto* const node = begin<ast::is>(at);
        if (!is_tail_rule::parse(f_, l_, c_, *node)) return false;
        if (node->other) no_more(strength::is);
        return finish(at, node);
      }
      case shape::in: return tail<ast::in, in_tail_rule>(at, negated);
      case shape::between:
        no_more(op.binds);
        return tail<ast::between, between_tail_rule>(at, negated);
      case shape::like: {
        if (is_quantifier(f_ + 1)) {
          bool const any_case = f_++->kind == token_kind::kw_ilike;
          return quantified(
              at,
              {any_case ? (negated ? "not ilike" : "ilike") : (negated ? "not like" : "like"), {}});
        }
        no_more(op.binds);
        return tail<ast::like, like_tail_rule>(at, negated);
      }
      case shape::collate: {
        auto* const node = begin<ast::collate>(at);
        ++f_;
        return any_name_rule::parse(f_, l_, c_, node->collation) && finish(at, node);
      }
      case shape::zone: {
        auto* const node = begin<ast::at_time_zone>(at);
        f_ += 3;
        return right(tighter(op.binds), node->zone) && finish(at, node);
      }
      case shape::cast: {
        auto* const node = begin<ast::cast>(at);
        ++f_;
        return type_rule::parse(f_, l_, c_, node->type) && finish(at, node);
      }
      case shape::overlaps: no_more(op.binds); return overlaps(at);
      case shape::negated:
      case shape::none: break;
    }
    HELIOS_UNREACHABLE();
  }

 private:
  iterator& f_;
  iterator const& l_;
  context c_;
  bool restricted_;
  operand& out_;
  strength ceiling_ = strength::none;
  ast::logical* chain_ = nullptr;  // out_, while it may still grow: `a AND b AND c_` is one node
  std::uint32_t left_height_ = 0;

  bool right(strength floor, operand& to) {
    return operators(floor, restricted_).climb(f_, l_, c_, to);
  }
  void no_more(strength s) noexcept {
    ceiling_ = static_cast<strength>(static_cast<std::uint8_t>(s) - 1);
  }

  template <class Node>
  Node* begin(iterator at) {
    auto* const node = make<Node>(c_, at);
    node->operand = out_;
    left_height_ = std::exchange(c_->height, 0);
    return node;
  }
  template <class Node>
  bool finish(iterator at, Node* node) {
    c_->height = std::max(c_->height, left_height_);
    return done(c_, at, node, out_);
  }
  template <class Node, class Tail>
  bool tail(iterator at, bool negated) {
    auto* const node = begin<Node>(at);
    node->negated = negated;
    return Tail::parse(f_, l_, c_, *node) && finish(at, node);
  }

  bool logical(iterator at, strength binds, ast::logical* growing) {
    auto const what = binds == strength::or_ ? ast::logical::type::or_ : ast::logical::type::and_;
    ++f_;
    std::uint32_t const left = std::exchange(c_->height, 0);
    operand next;
    if (!right(tighter(binds), next)) return false;
    if (growing != nullptr && growing->what == what) {
      growing->operands.append(c_->memory, next);
      ++c_->height;  // that of the node, did this operand alone make it
      if (c_->height > c_->max_levels) too_deep(c_, at);
      c_->height = std::max(c_->height, left);
      chain_ = growing;
      return true;
    }
    auto* const node = make<ast::logical>(c_, at);
    node->what = what;
    node->operands.append(c_->memory, out_);
    node->operands.append(c_->memory, next);
    chain_ = node;
    c_->height = std::max(c_->height, left);
    return done(c_, at, node, out_);
  }

  bool binary(iterator at, ast::operation op, strength binds) {
    auto* const node = make<ast::binary>(c_, at);
    node->op = op;
    node->left = out_;
    left_height_ = std::exchange(c_->height, 0);
    if (binds == strength::comparison) no_more(binds);
    return right(tighter(binds), node->right) && finish(at, node);
  }

  bool quantified(iterator at, ast::operation op) {
    auto* const node = make<ast::quantified>(c_, at);
    node->op = op;
    node->left = out_;
    left_height_ = std::exchange(c_->height, 0);
    return any_tail_rule::parse(f_, l_, c_, *node) && finish(at, node);
  }

  // (a, b) OVERLAPS (c_, d) is the call overlaps(a, b, c_, d), as in PostgreSQL.
  bool overlaps(iterator at) {
    auto* const node = make<ast::call>(c_, at);
    ast::name const parts[] = {{"pg_catalog"}, {"overlaps"}};
    for (ast::name const part : parts) node->function.parts.append(c_->memory, part);
    node->function.at.offset = at->offset;
    operand sides[2]{out_, {}};
    left_height_ = std::exchange(c_->height, 0);
    ++f_;
    if (!right(tighter(strength::membership), sides[1])) return false;
    for (operand const& side : sides) {
      auto const* const row = side->kind == ast::expression_kind::row
                                  ? static_cast<ast::row const*>(side.get())
                                  : nullptr;
      if (row == nullptr || row->fields.size() != 2) {
        char const* const message =
            &side == sides ? "wrong number of parameters on left side of OVERLAPS expression"
                           : "wrong number of parameters on right side of OVERLAPS expression";
        throw error(errc::syntax_error, message).at(character_position(c_->text, side->at.offset));
      }
      for (auto const& field : row->fields) node->arguments.append(c_->memory, {{}, field});
    }
    return finish(at, node);
  }
};

}  // namespace climbing

bool operators::climb(iterator& f, iterator const& l, context c,
                      ast::ref<ast::expression>& out) const {
  check_stack(c, f);
  std::uint32_t const outer = std::exchange(c->height, 0);
  if (!climbing::first(f, l, c, restricted, out)) return false;
  for (climbing::climber at(f, l, c, restricted, out);;) {
    climbing::infix const op = climbing::infix_at(f, restricted);
    if (op.what == climbing::shape::none || op.binds < floor) break;
    if (!at.takes(op)) return fail_at(c, f, token_kind::end);
    if (!at.step(op)) return false;
  }
  c->height = std::max(c->height, outer);
  return true;
}

}  // namespace helios::sql::grammar
