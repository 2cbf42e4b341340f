// helios/sql/stored_expressions.hpp -- evaluates the expressions in definitions: defaults, CHECK,
// generated columns, indexes on expressions.
//
// Shape     bound once per table, text and wanted type, then kept while the table's columns keep
//           their names, types and order
// Threads   one at a time, as the transaction or the check it serves
// Errors    those of binding and evaluating
#pragma once

#include <helios/catalog/expression_source.hpp>
#include <helios/exec/evaluate.hpp>

#include <map>
#include <string>
#include <tuple>
#include <vector>

namespace helios::sql {

class stored_expressions final : public catalog::expression_source {
 public:
  /// Functions that are stable or ask the database get them from here; it outlives this.
  explicit stored_expressions(exec::session const& of) noexcept : session_(&of) {}

  [[nodiscard]] HELIOS_DECL types::value evaluate(catalog::table_definition const& table,
                                                  std::string_view text,
                                                  std::span<types::value const> row,
                                                  types::data_type wanted) override;
  HELIOS_DECL types::data_type bind(catalog::table_definition const& table, std::string_view text,
                                    types::data_type wanted) override;

 private:
  struct key {
    catalog::object_id table{};
    std::string text;
    types::data_type wanted;
    friend bool operator<(key const& a, key const& b) noexcept {
      auto const tie = [](key const& k) {
        return std::tuple(k.table, std::string_view(k.text), k.wanted.id, k.wanted.precision,
                          k.wanted.scale);
      };
      return tie(a) < tie(b);
    }
  };
  struct seen_column {
    std::string name;
    types::data_type type;
  };
  struct bound {
    std::vector<seen_column> columns;
    exec::expression_ptr value;
  };
  HELIOS_DECL bound const& find(catalog::table_definition const& table, std::string_view text,
                                types::data_type wanted);

  exec::session const* session_;
  std::map<key, bound> bound_;
};

}  // namespace helios::sql

#if HELIOS_HEADER_ONLY
#include <helios/sql/impl/stored_expressions.ipp>
#endif
