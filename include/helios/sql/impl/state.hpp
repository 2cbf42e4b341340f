// helios/sql/impl/state.hpp -- what the parser carries through the grammar: memory, limits, the
// furthest failure.
//
// Holds     (S1) furthest is the last token at which anything failed: all tokens before it begin
//           some statement, so it is where the error is
//           (S2) height is that of the tallest tree completed since the node being parsed began
// Errors    54001 when the text is nested deeper than the limits say
#pragma once

#include <helios/base/stack.hpp>
#include <helios/sql/ast/visit.hpp>
#include <helios/sql/token.hpp>

#include <bitset>

namespace helios::sql::grammar {

using iterator = token const*;

/// What could have stood at a place: a token kind, or a part of the language that many tokens
/// begin.
enum class expected : std::uint16_t {
  name = static_cast<std::uint16_t>(first_keyword) + static_cast<std::uint16_t>(keywords.size()),
  expression,
  type,
  count
};
using expected_set = std::bitset<static_cast<std::size_t>(expected::count)>;

struct state {
  std::string_view text;
  arena& memory;
  token const* begin = nullptr;
  iterator furthest = nullptr;

  // The second parse of a wrong text: what was expected at `goal`.
  iterator goal = nullptr;
  unsigned silent = 0;
  expected_set could_follow{};

  std::uintptr_t stack_end = 0;
  std::uint32_t level = 0, height = 0, max_levels = 0;

  // For each ? of the text, how many of those up to it are parameters; `questions` of them precede
  // the statement.
  std::uint32_t* parameters_through = nullptr;
  std::uint32_t questions_before = 0;

  [[nodiscard]] std::string_view text_of(token const& t) const noexcept {
    return text.substr(t.offset, t.length);
  }
};

/// What X3 hands from parser to parser.
using context = state*;

inline bool fail_at(context c, iterator at, std::size_t what) noexcept {
  if (at > c->furthest) c->furthest = at;
  if (at == c->goal && c->silent == 0) c->could_follow.set(what);
  return false;
}
inline bool fail_at(context c, iterator at, token_kind what) noexcept {
  return fail_at(c, at, static_cast<std::size_t>(what));
}
inline bool fail_at(context c, iterator at, expected what) noexcept {
  return fail_at(c, at, static_cast<std::size_t>(what));
}

[[noreturn]] HELIOS_DECL void too_deep(context c, iterator at);

inline void check_stack(context c, iterator at) {
  if (stack_pointer() < c->stack_end) too_deep(c, at);
}

/// One level of nesting, for as long as the object lives.
class nested {
 public:
  nested(context c, iterator at) : context_(c) {
    check_stack(c, at);
    if (++c->level > c->max_levels) too_deep(c, at);
  }
  nested(nested const&) = delete;
  nested& operator=(nested const&) = delete;
  ~nested() { --context_->level; }

 private:
  context context_;
};

/// Called when a node on top of everything completed since `before` was noted is complete itself.
inline void grown(context c, iterator at, std::uint32_t before) {
  std::uint32_t const own = c->height + 1;
  if (own > c->max_levels) too_deep(c, at);
  c->height = own > before ? own : before;
}

/// The value of a token, decoded into the arena. Throws what PostgreSQL's scanner would.
[[nodiscard]] HELIOS_DECL ast::name decode_name(context c, token const& t);
[[nodiscard]] HELIOS_DECL std::string_view decode_string(context c, token const& t);

}  // namespace helios::sql::grammar

#if HELIOS_HEADER_ONLY
#include <helios/sql/impl/literal.ipp>
#include <helios/sql/impl/state.ipp>
#endif
