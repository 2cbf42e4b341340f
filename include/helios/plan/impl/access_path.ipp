// helios/plan/impl/access_path.ipp -- keys against conditions.
#pragma once

#include <helios/plan/impl/access_path.hpp>
#include <helios/plan/impl/passes.hpp>

namespace helios::plan::detail {

/// A key's part as a scan sees it.
struct path_part {
  std::size_t table_column = 0;
  exec::key_part key;
  bool never_null = false;
};

[[nodiscard]] inline std::vector<path_part> parts_of(catalog::table_definition const& t,
                                                     catalog::index_definition const* index) {
  std::vector<path_part> r;
  auto const add = [&](column_id c, types::key_order order) {
    std::size_t const at = t.find_column(c);
    r.push_back({at, {t.columns[at].type, order}, t.columns[at].not_null});
  };
  if (index == nullptr) {
    if (auto const* const primary = t.primary_key())
      for (column_id const c : primary->columns) add(c, {});
    return r;
  }
  for (catalog::index_part const& p : index->parts) {
    if (p.column == column_id{}) break;
    add(p.column, p.order);
  }
  return r;
}

/// The table column that a column of the scan is; npos: none.
[[nodiscard]] inline std::size_t table_column(scan const& s, std::uint32_t number) {
  for (std::size_t i = 0; i != s.columns.size(); ++i)
    if (s.columns[i].number == number && s.sources[i].what == scan::source::type::table_column)
      return s.sources[i].position;
  return catalog::table_definition::npos;
}

/// Conditions of a scan that compare a table column.
struct usable {
  std::size_t condition, table_column;
  comparison what;
};

class path_finding {
 public:
  path_finding(scan const& s, expressions const& conditions, query const& q, double rows)
      : scan_(&s), conditions_(&conditions), rows_(rows) {
    for (std::size_t i = 0; i != conditions.size(); ++i) {
      auto const c = comparison_of(conditions[i], q);
      if (!c) continue;
      std::size_t const column = table_column(s, c->column);
      if (column != catalog::table_definition::npos &&
          key_compares(s.table->columns[column].type.id, c->value->type.id))
        usable_.push_back({i, column, *c});
    }
  }

  [[nodiscard]] access_path best() {
    access_path r = along(nullptr);
    if (scan_->versions) return whole_key_only(std::move(r));
    for (catalog::index_definition const& i : scan_->table->indexes) {
      if (!i.predicate.empty()) continue;
      access_path other = along(&i);
      if (!other.lower.parts.empty() || !other.upper.parts.empty())
        if (other.cost < r.cost) r = std::move(other);
    }
    return r;
  }

 private:
  [[nodiscard]] usable const* find(path_part const& p, auto&& wanted) const {
    for (usable const& u : usable_)
      if (u.table_column == p.table_column && wanted(u.what.how)) return &u;
    return nullptr;
  }

  [[nodiscard]] access_path along(catalog::index_definition const* index) const {
    using relation = comparison::relation;
    access_path r;
    r.index = index;
    std::vector<path_part> const parts = parts_of(*scan_->table, index);
    std::vector<bool> answered(conditions_->size());
    double share = 1;
    std::size_t at = 0;
    for (; at != parts.size(); ++at) {
      usable const* const u = find(parts[at], [](relation h) { return h == relation::equal; });
      if (u == nullptr) break;
      r.lower.parts.push_back(u->what.value);
      r.upper.parts.push_back(u->what.value);
      answered[u->condition] = true;
      share *= equality_share;
    }
    bool const unique = index == nullptr || index->unique;
    std::size_t const key_size = index == nullptr ? parts.size() : index->parts.size();
    bool const one = unique && at != 0 && at == key_size;
    if (at != parts.size()) share *= add_range(r, parts[at], answered);
    r.rows = one ? 1 : std::max(1.0, rows_ * share);
    for (std::size_t i = 0; i != answered.size(); ++i)
      if (!answered[i]) r.left.push_back((*conditions_)[i]);
    bool const looks_up = index != nullptr && !reads_index_only(*scan_, *index);
    r.cost = r.rows * (looks_up ? row_lookup_cost : 1);
    return r;
  }

  /// Adds a range of the part behind the equal ones; what share of the rows it leaves.
  [[nodiscard]] double add_range(access_path& r, path_part const& part,
                                 std::vector<bool>& answered) const {
    using relation = comparison::relation;
    usable const* const above = find(
        part, [](relation h) { return h == relation::greater || h == relation::greater_equal; });
    usable const* const below =
        find(part, [](relation h) { return h == relation::less || h == relation::less_equal; });
    if (above == nullptr && below == nullptr) return 1;
    auto const add = [&](usable const* u, bool greater) {
      if (u == nullptr) return;
      exec::scan_bound& b = greater != part.key.order.descending ? r.lower : r.upper;
      b.parts.push_back(u->what.value);
      b.inclusive = u->what.how == relation::greater_equal || u->what.how == relation::less_equal;
      if (part.never_null || (above != nullptr && below != nullptr)) answered[u->condition] = true;
    };
    add(above, true);
    add(below, false);
    return above != nullptr && below != nullptr ? both_sides_share : range_share;
  }

  /// Versions are asked for by the whole primary key or not at all; conditions stay.
  [[nodiscard]] access_path whole_key_only(access_path r) const {
    std::size_t const key = parts_of(*scan_->table, nullptr).size();
    if (key == 0 || r.lower.parts.size() != key || r.lower.parts != r.upper.parts)
      r.lower = r.upper = {};
    r.left = *conditions_;
    return r;
  }

  scan const* scan_;
  expressions const* conditions_;
  double rows_;
  std::vector<usable> usable_;
};

access_path best_path(scan const& s, expressions const& conditions, query const& q, double rows) {
  return path_finding(s, conditions, q, rows).best();
}

void choose_access_paths(planning const& p) {
  each_root(p.q, [&](node_ptr& root) {
    each_node(*root, [&](node& n) {
      if (n.kind != node_kind::scan) return;
      auto& s = as<scan>(n);
      access_path path = best_path(s, s.filters, p.q, p.rows_of(s));
      s.expected_rows = expected_in(path);
      s.index = path.index;
      s.lower = std::move(path.lower);
      s.upper = std::move(path.upper);
      s.filters = std::move(path.left);
    });
  });
}

}  // namespace helios::plan::detail
