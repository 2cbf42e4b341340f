// helios/catalog/impl/merge_table_run.hpp -- one table of a merged state at work.
#pragma once

#include <helios/catalog/merge_rules.hpp>

namespace helios::catalog {

struct merge_rules::table_run {
  struct row {
    storage::key key;
    std::optional<row_values> before, after;
    bytes image;
  };
  history::transaction& tx;
  table_definition const& table;
  table_ptr ours;  // nothing: the table is new here
  row_layout layout;
  std::vector<row> rows;
  conflicts& found;

  [[nodiscard]] storage::row_view view(byte_view image) const {
    return {layout.form(), image, tx.read(table.rows).pages()};
  }
  /// Calls f(key, row) for the table's rows but those of a list.
  template <class Rows, class F>
  void each_other(Rows const& listed, F&& f) const {
    auto const id_of = [this](storage::key_view const& k) {
      bytes id(k.text.begin(), k.text.end());
      if (layout.keys() == storage::key_kind::int64) byte_writer(id).put(k.number);
      return id;
    };
    std::set<bytes> seen;
    for (auto const& r : listed) seen.insert(id_of(r.key.view()));
    storage::cursor c(tx.read(table.rows));
    while (c.next()) {
      if (!seen.contains(id_of(c.key()))) f(c.key(), c.row());
    }
  }
};

}  // namespace helios::catalog
