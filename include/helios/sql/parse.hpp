// helios/sql/parse.hpp -- SQL text to syntax trees.
//
// Shape     a text is any number of statements separated by semicolons; the trees and their texts
//           lie in the arena, which alone must outlive them
// Errors    42601 `syntax error at or near "x"`, `syntax error at end of input`: PostgreSQL's
//           wording, with the position of the first token that fits nothing and a hint of what
//           would; 22021 a text that is not UTF-8 or holds the character 0; 22025, 22021 from
//           escapes in strings; 54001 when the text is nested deeper than the limits
//           or the stack
// Threads   stateless
// Cost      a point SELECT about 0.6 us, long texts about 80 MB/s (-O2)
#pragma once

#include <helios/base/error.hpp>
#include <helios/sql/ast/visit.hpp>

#include <span>

namespace helios::sql {

struct parse_limits {
  /// Levels of the tree, and of brackets; a subquery has three. Whatever walks a tree stops where
  /// the stack does (base/stack.hpp), but what is compared level by level takes the square of it.
  std::uint32_t levels = 10'000;
};

/// All statements of a text, empty ones left out. Nothing of the text is kept by reference.
[[nodiscard]] HELIOS_DECL std::span<ast::statement* const> parse(std::string_view text,
                                                                 arena& memory,
                                                                 parse_limits limits = {});

/// One expression and nothing behind it: a stored default or check.
[[nodiscard]] HELIOS_DECL ast::expression* parse_expression(std::string_view text, arena& memory,
                                                            parse_limits limits = {});

}  // namespace helios::sql

#if HELIOS_HEADER_ONLY
#include <helios/sql/impl/grammar/call.ipp>
#include <helios/sql/impl/grammar/ddl.ipp>
#include <helios/sql/impl/grammar/dml.ipp>
#include <helios/sql/impl/grammar/expression.ipp>
#include <helios/sql/impl/grammar/from.ipp>
#include <helios/sql/impl/grammar/query.ipp>
#include <helios/sql/impl/grammar/session.ipp>
#include <helios/sql/impl/grammar/table.ipp>
#include <helios/sql/impl/grammar/type.ipp>
#include <helios/sql/impl/parse.ipp>
#endif
