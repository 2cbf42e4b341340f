// helios/sql/stored_expressions.hpp -- evaluates the expressions in definitions: defaults, CHECK,
// generated columns, indexes on expressions.
//
// Shape     bound once per text and table version, then kept
// Threads   one at a time, as the transaction or the check it serves
// Errors    those of binding and evaluating
#pragma once

#include <helios/catalog/expression_source.hpp>
#include <helios/exec/evaluate.hpp>

#include <map>

namespace helios::sql {

class stored_expressions final : public catalog::expression_source {
 public:
  /// Functions that are stable or ask the database get them from here; it outlives this.
  explicit stored_expressions(exec::session const& of) noexcept : session_(&of) {}

  [[nodiscard]] HELIOS_DECL types::value evaluate(catalog::table_definition const& table,
                                                  std::string_view text,
                                                  std::span<types::value const> row,
                                                  types::data_type wanted) override;

 private:
  exec::session const* session_;
};

}  // namespace helios::sql

#if HELIOS_HEADER_ONLY
#include <helios/sql/impl/stored_expressions.ipp>
#endif
