// helios/catalog/impl/integrity.ipp -- integrity_check.
#pragma once

#include <helios/catalog/integrity.hpp>

#include <helios/catalog/constraint_error.hpp>
#include <helios/catalog/foreign_key.hpp>
#include <helios/catalog/index_key.hpp>
#include <helios/types/value_image.hpp>
#include <helios/types/value_text.hpp>

#include <array>
#include <set>

namespace helios::catalog {

namespace detail {

class integrity_run {
 public:
  integrity_run(storage::database_root const& root, storage::tree_space& space,
                definition_cache& cache, expression_source* expressions)
      : root_(root), space_(space), in_(root, space, cache), expressions_(expressions) {}

  std::vector<integrity_problem> run() {
    names();
    std::set<tree_id> owned{objects_tree, names_tree};
    for (table_ptr const& t : in_.tables()) {
      owned.insert(t->rows);
      for (index_definition const& i : t->indexes) owned.insert(i.tree);
      table(*t);
    }
    storage::each_tree(root_, space_, [&](tree_id id, storage::tree const&) {
      if (!owned.contains(id))
        report(no_object, "tree " + std::to_string(raw(id)), "the tree has no table");
    });
    return std::move(found_);
  }

 private:
  void report(object_id table, std::string name, std::string text) {
    found_.push_back({table, std::move(name), std::move(text)});
  }
  [[nodiscard]] std::optional<storage::tree> open(tree_id id) const {
    return storage::open_tree(root_, id, space_);
  }

  void names() {
    std::uint64_t objects = 0;
    in_.each([&](object_row const& o) {
      ++objects;
      auto const led = o.kind == object_kind::schema ? in_.find_schema(o.name)
                       : o.kind == object_kind::type ? in_.find_type(o.schema, o.name)
                                                     : in_.find_relation(o.schema, o.name);
      if (led != o.id) report(o.id, o.name, "the name does not lead to its object");
      if (o.kind == object_kind::index && !in_.table_of_index(o.id))
        report(o.id, o.name, "the index has no table");
    });
    if (open(names_tree)->rows() != objects)
      report(no_object, "names", "there are more names than objects");
  }

  void table(table_definition const& t) {
    auto const rows = open(t.rows);
    if (!rows) return report(t.id, t.name, "the table has no rows tree");
    row_layout const layout(t, rows->form());
    std::vector<std::optional<storage::tree>> indexes;
    std::vector<std::uint64_t> entries(t.indexes.size());
    for (index_definition const& i : t.indexes) {
      indexes.push_back(open(i.tree));
      if (!indexes.back()) report(t.id, i.name, "the index has no tree");
    }
    std::vector<std::size_t> const generated = generated_columns(t);
    std::uint64_t count = 0;
    storage::cursor c(*rows);
    while (c.next()) {
      ++count;
      row_values const row = layout.values_of(c.key(), c.row());
      this->row(t, layout, generated, c.key(), row);
      for (std::size_t i = 0; i != t.indexes.size(); ++i) {
        if (!indexes[i]) continue;
        auto const e = entry_of(t, t.indexes[i], row, c.key(), expressions_);
        if (!e) continue;
        ++entries[i];
        auto const found = indexes[i]->find(byte_view(e->key));
        if (!found ||
            storage::order(layout.keys(), indexed_row(layout.keys(), *found).view(), c.key()) != 0)
          report(t.id, t.indexes[i].name, "row " + row_text(row) + " is not in the index");
      }
    }
    if (count != rows->rows())
      report(t.id, t.name,
             std::to_string(count) + " rows are counted as " + std::to_string(rows->rows()));
    for (std::size_t i = 0; i != t.indexes.size(); ++i) {
      if (indexes[i]) index(t, layout, *rows, t.indexes[i], *indexes[i], entries[i]);
    }
  }

  void row(table_definition const& t, row_layout const& layout,
           std::vector<std::size_t> const& generated, storage::key_view const& key,
           row_values const& row) {
    for (std::size_t i = 0; i != row.size(); ++i) {
      if (t.columns[i].not_null && row[i].is_null())
        return report(t.id, t.columns[i].name, "row " + row_text(row) + " has NULL here");
    }
    for (std::size_t const i : generated) {
      std::string const why = wrong_value(t, t.columns[i], row, row[i]);
      if (!why.empty()) report(t.id, t.columns[i].name, "row " + row_text(row) + " " + why);
    }
    if (layout.kind() != row_key_kind::row_id &&
        storage::order(layout.keys(), layout.key_of(row).view(), key) != 0)
      report(t.id, t.name, "row " + row_text(row) + " has another key");
    for (constraint_definition const& f : t.constraints) {
      if (f.kind != constraint_kind::foreign_key) continue;
      reference_kind const kind = reference_of(t, f, row);
      if (kind == reference_kind::none) continue;
      table_ptr const parent = in_.find_table(f.referenced);
      auto const trees = [this](tree_id id) {
        if (auto const found = open(id)) return *found;
        throw error(errc::data_corrupted, "a table or index has no tree");
      };
      if (kind == reference_kind::mixed || !parent || !has_parent(trees, *parent, t, f, row))
        report(t.id, f.name, "row " + row_text(row) + " has no parent");
    }
  }

  /// What is wrong with a generated column's value, if anything.
  [[nodiscard]] std::string wrong_value(table_definition const& t, column_definition const& c,
                                        row_values const& row, types::value const& stored) {
    try {
      types::value const v = generated_value(expressions_, t, c, row);
      if (v.is_null() && stored.is_null()) return {};
      if (!v.is_null() && !stored.is_null() &&
          compare(types::image_in(v, c.type, images_[0]),
                  types::image_in(stored, c.type, images_[1])) == 0)
        return {};
      return "has not what the column's expression says: " +
             (v.is_null() ? std::string("null") : types::to_text(v));
    } catch (error const& e) {
      if (e.code() == errc::feature_not_supported) throw;  // nobody evaluates
      return "has a value that cannot be computed: " + e.message();
    }
  }

  void index(table_definition const& t, row_layout const& layout, storage::tree const& rows,
             index_definition const& i, storage::tree const& entries, std::uint64_t expected) {
    std::uint64_t count = 0;
    storage::cursor c(entries);
    while (c.next()) {
      ++count;
      storage::key const at = indexed_row(layout.keys(), c.row());
      auto const found = rows.find(at.view());
      if (!found) {
        report(t.id, i.name, "an entry leads to no row");
        continue;
      }
      row_values const row = layout.values_of(at.view(), *found);
      auto const e = entry_of(t, i, row, at.view(), expressions_);
      if (!e || compare(byte_view(e->key), c.key().text) != 0)
        report(t.id, i.name, "an entry does not fit its row " + row_text(row));
    }
    if (count != expected || count != entries.rows())
      report(t.id, i.name,
             std::to_string(expected) + " entries are expected, " + std::to_string(count) +
                 " are there, " + std::to_string(entries.rows()) + " are counted");
  }

  storage::database_root root_;
  storage::tree_space& space_;
  catalog_reader in_;
  expression_source* expressions_;
  std::vector<integrity_problem> found_;
  std::array<bytes, 2> images_;  // of two values side by side
};

}  // namespace detail

std::vector<integrity_problem> integrity_check(storage::database_root const& root,
                                               storage::tree_space& space, definition_cache& cache,
                                               expression_source* expressions) {
  return detail::integrity_run(root, space, cache, expressions).run();
}

}  // namespace helios::catalog
