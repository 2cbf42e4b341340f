// helios/plan/impl/explain.ipp -- nodes to lines, in PostgreSQL's words.
#pragma once

#include <helios/base/stack.hpp>
#include <helios/plan/impl/access_key.hpp>
#include <helios/plan/impl/explain.hpp>
#include <helios/plan/impl/explain_names.hpp>
#include <helios/plan/impl/join_keys.hpp>
#include <helios/plan/optimize.hpp>

#include <cstdio>

namespace helios::plan {

namespace detail {

[[nodiscard]] inline std::string join_title(join const& j, bool hashed) {
  std::string r = hashed ? "Hash" : "Nested Loop";
  switch (j.how) {
    case exec::join_kind::inner: return r + (hashed ? " Join" : "");
    case exec::join_kind::left: return r + " Left Join";
    case exec::join_kind::right: return r + " Right Join";
    case exec::join_kind::full: return r + " Full Join";
    case exec::join_kind::semi: return r + " Semi Join";
    case exec::join_kind::anti: return r + " Anti Join";
    case exec::join_kind::not_in: return r + " Anti Join (NOT IN)";
  }
  HELIOS_UNREACHABLE();
}

class explanation {
 public:
  explanation(query const& q, operator_of const& made) : query_(&q), names_(q), made_(&made) {}

  [[nodiscard]] std::string whole() {
    print(*query_->root, 0, false);
    return std::move(out_);
  }

 private:
  struct place {
    std::size_t details;
    void operator()(std::string& out, std::string_view label, std::string const& text) const {
      if (text.empty()) return;
      out.append(details, ' ');
      out += label;
      out += text + '\n';
    }
  };

  /// A line, its details, what its expressions and it itself refer to, its inputs. Projections have
  /// no line of their own, and filters are details of what they filter.
  void print(node const& top, std::size_t indent, bool arrow) {
    check_stack();
    node const* n = &top;
    expressions filters;
    std::vector<node const*> merged;
    while (!n->inputs.empty() && (n->kind == node_kind::project || n->kind == node_kind::filter)) {
      if (n->kind == node_kind::filter)
        for (expression_ptr const& e : as<filter>(*n).conditions) filters.push_back(e);
      merged.push_back(n);
      n = n->inputs[0].get();
    }
    out_.append(indent, ' ');
    if (arrow) out_ += "->  ";
    out_ += title(*n) + counted(top) + '\n';
    place const at{indent + (arrow ? 6U : 2U)};
    details(*n, at);
    if (n->kind == node_kind::scan) {
      expressions own = as<scan>(*n).filters;
      filters.insert(filters.begin(), own.begin(), own.end());
    }
    if (!filters.empty())
      at(out_, "Filter: ", names_.text(*exec::make_logical(expression_kind::and_, filters)));
    print_shared(*n, at.details);
    for (node const* m : merged) print_subqueries(*m, at.details);
    print_subqueries(*n, at.details);
    print_inputs(*n, at.details);
  }

  void print_inputs(node const& n, std::size_t indent) {
    check_stack();
    bool const append = n.kind == node_kind::set_operation && as<set_operation>(n).append;
    for (node_ptr const& in : n.inputs) {
      bool const same =
          append && in->kind == node_kind::set_operation && as<set_operation>(*in).append;
      if (same) {
        print_inputs(*in, indent);
      } else {
        print(*in, indent, true);
      }
    }
  }

  void print_subqueries(node const& n, std::size_t indent) {
    each_expression(n, [&](expression_ptr const& e) {
      each_part(*e, [&](expression const& p) {
        if (p.kind != expression_kind::subquery) return;
        subquery const& s = query_->subqueries[p.index];
        out_.append(indent, ' ');
        out_ += "SubPlan " + std::to_string(p.index + 1) + '\n';
        print(*s.root, indent + 2, true);
      });
    });
  }

  /// A shared query stands where it is read first.
  void print_shared(node const& n, std::size_t indent) {
    if (n.kind != node_kind::shared) return;
    auto const& s = as<shared>(n);
    printed_.resize(query_->shared.size());
    if (!query_->shared[s.of] || printed_[s.of]) return;
    printed_[s.of] = true;
    out_.append(indent, ' ');
    out_ += "CTE " + s.name + '\n';
    print(*query_->shared[s.of], indent + 2, true);
  }

  [[nodiscard]] std::string counted(node const& n) const {
    std::string r;
    if (n.expected_rows >= 0)
      r += "  (rows=" + std::to_string(static_cast<std::uint64_t>(n.expected_rows + 0.5)) + ')';
    if (!*made_) return r;
    exec::operation const* const op = (*made_)(n);
    if (op == nullptr || op->statistics().batches == 0) {
      if (op == nullptr) return r + " (never executed)";
    }
    exec::operation_statistics const& s = op->statistics();
    char text[80];
    std::snprintf(text, sizeof text, " (actual rows=%llu time=%.3f ms)",
                  static_cast<unsigned long long>(s.rows),
                  std::chrono::duration<double, std::milli>(s.time).count());
    return r + text;
  }

  [[nodiscard]] std::string title(node const& n) const {
    switch (n.kind) {
      case node_kind::values: return as<values>(n).rows.size() == 1 ? "Result" : "Values Scan";
      case node_kind::scan: return scan_title(as<scan>(n));
      case node_kind::rows: return "Function Scan on " + as<rows>(n).source->name();
      case node_kind::series: return "Function Scan on generate_series";
      case node_kind::shared:
        return (query_->shared[as<shared>(n).of] ? "CTE Scan on " : "WorkTable Scan on ") +
               as<shared>(n).name;
      case node_kind::join: {
        auto const& j = as<join>(n);
        return join_title(j, j.slots.empty() && !hash_conditions(j, true).empty());
      }
      case node_kind::aggregate:
        return as<aggregate>(n).groups.empty() ? "Aggregate" : "HashAggregate";
      case node_kind::sort: return as<sort>(n).wanted.count ? "Top-N Sort" : "Sort";
      case node_kind::limit: return "Limit";
      case node_kind::distinct: return "Unique";
      case node_kind::set_operation: return set_title(as<set_operation>(n));
      case node_kind::recursive: return "Recursive Union";
      case node_kind::filter:
      case node_kind::project: break;
    }
    HELIOS_UNREACHABLE();
  }

  [[nodiscard]] static std::string set_title(set_operation const& s) {
    if (s.append) return "Append";
    switch (s.how) {
      case exec::set_kind::union_: return "HashSetOp Union";
      case exec::set_kind::intersect: return "HashSetOp Intersect";
      case exec::set_kind::intersect_all: return "HashSetOp Intersect All";
      case exec::set_kind::except: return "HashSetOp Except";
      case exec::set_kind::except_all: return "HashSetOp Except All";
    }
    HELIOS_UNREACHABLE();
  }

  [[nodiscard]] static std::string scan_title(scan const& s) {
    std::string const on = " on " + s.table->name + (s.alias == s.table->name ? "" : ' ' + s.alias);
    if (s.versions) return "Versions Scan" + on;
    if (s.index != nullptr)
      return (reads_index_only(s, *s.index) ? "Index Only Scan using " : "Index Scan using ") +
             s.index->name + on;
    if (s.lower.parts.empty() && s.upper.parts.empty()) return "Seq Scan" + on;
    catalog::constraint_definition const* const primary = s.table->primary_key();
    return "Index Scan using " + (primary == nullptr ? "row id" : primary->name) + on;
  }

  void details(node const& n, place const& at) {
    switch (n.kind) {
      case node_kind::scan: return at(out_, "Index Cond: ", condition_text(as<scan>(n)));
      case node_kind::join: {
        auto const& j = as<join>(n);
        bool const hashed = j.slots.empty();
        if (hashed) at(out_, "Hash Cond: ", conjunction_text(hash_conditions(j, true)));
        return at(out_, "Join Filter: ",
                  conjunction_text(hashed ? hash_conditions(j, false) : j.conditions));
      }
      case node_kind::aggregate:
        return at(out_, "Group Key: ", names_.text(as<aggregate>(n).groups));
      case node_kind::sort: return at(out_, "Sort Key: ", sort_text(as<sort>(n)));
      case node_kind::values:
      case node_kind::rows:
      case node_kind::series:
      case node_kind::shared:
      case node_kind::filter:
      case node_kind::project:
      case node_kind::limit:
      case node_kind::distinct:
      case node_kind::set_operation:
      case node_kind::recursive: return;
    }
  }

  [[nodiscard]] std::string conjunction_text(expressions const& of) const {
    return of.empty() ? "" : names_.text(*exec::make_logical(expression_kind::and_, of));
  }

  /// The conditions that a hash join decides by its keys, or the others.
  [[nodiscard]] static expressions hash_conditions(join const& j, bool keys) {
    expressions r;
    for (expression_ptr const& e : j.conditions)
      if (join_keys(e, j.inputs[0]->columns, j.inputs[1]->columns).has_value() == keys)
        r.push_back(e);
    return r;
  }

  [[nodiscard]] std::string sort_text(sort const& s) const {
    std::string r;
    for (exec::sort_key const& k : s.keys) {
      r += (r.empty() ? "" : ", ") + names_.text(*k.by);
      if (k.order.descending) r += " DESC";
      if (k.order.nulls_first != k.order.descending)
        r += k.order.nulls_first ? " NULLS FIRST" : " NULLS LAST";
    }
    return r;
  }

  /// Parts that both bounds share are equal to something; the last ones are less or greater.
  [[nodiscard]] std::string condition_text(scan const& s) const {
    std::vector<std::string> columns;
    std::vector<exec::key_part> key;
    if (s.index != nullptr) {
      key = index_key(*s.table, *s.index);
      for (std::size_t i = 0; i != key.size(); ++i)
        columns.push_back(s.table->column(s.index->parts[i].column).name);
    } else {
      key = rows_key(*s.table);
      if (auto const* const primary = s.table->primary_key())
        for (column_id const c : primary->columns) columns.push_back(s.table->column(c).name);
      else
        columns.emplace_back("row id");
    }
    std::string r;
    auto const add = [&](std::size_t part, std::string_view relation, expression const& value) {
      r += (r.empty() ? "(" : " AND (") + names_.column_of(s, columns[part]);
      r += ' ' + std::string(relation) + ' ' + names_.text(value) + ')';
    };
    std::size_t equal = 0;
    for (; equal < s.lower.parts.size() && equal < s.upper.parts.size() &&
           s.lower.parts[equal] == s.upper.parts[equal];
         ++equal)
      add(equal, "=", *s.lower.parts[equal]);
    for (bool const upper : {false, true}) {
      exec::scan_bound const& b = upper ? s.upper : s.lower;
      if (b.parts.size() == equal) continue;
      bool const greater = upper == key[equal].order.descending;
      std::string const strict = greater ? ">" : "<";
      add(equal, b.inclusive ? strict + '=' : strict, *b.parts[equal]);
    }
    return r;
  }

  query const* query_;
  explain_names names_;
  operator_of const* made_;
  std::string out_;
  std::vector<bool> printed_;
};

std::string explain(query const& q, operator_of const& made) {
  return explanation(q, made).whole();
}

}  // namespace detail

std::string explain(query const& q) { return detail::explain(q, {}); }

}  // namespace helios::plan
