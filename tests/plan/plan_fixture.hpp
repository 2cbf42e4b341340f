// tests/plan/plan_fixture.hpp -- tables in a real database, plans built by hand, and their rows.
#pragma once

#include <helios/plan/plan.hpp>

#include <tests/catalog/catalog_fixture.hpp>
#include <tests/exec/random_rows.hpp>

namespace helios::test {

using exec::expression_ptr;
using exec::expressions;
using exec::make_call;
using exec::make_column;
using exec::make_constant;
using exec::make_outer_column;

/// The trees of a branch's head.
class head_trees final : public plan::tree_reader {
 public:
  explicit head_trees(history::engine& db) : db_(&db), held_(db.head(main_branch)) {}
  storage::tree open(std::uint32_t, tree_id id) override {
    return *storage::open_tree(held_->root(), id, db_->space());
  }
  std::vector<history::row_version> versions(std::uint32_t, tree_id id, plan::version_range range,
                                             std::optional<storage::key_view> only) override {
    ++version_calls;
    pinned = only.has_value();
    return history::versions_between(*db_, main_branch, id, range.from, range.to, only);
  }

  int version_calls = 0;
  bool pinned = false;

 private:
  history::engine* db_;
  history::version_ptr held_;
};

/// Makes nodes whose columns have numbers of their own.
class plan_builder {
 public:
  explicit plan_builder(plan::query& q) : q_(&q) {}

  [[nodiscard]] plan::column new_column(types::data_type type, std::string name = {}) {
    return {++q_->columns, type, std::move(name)};
  }
  [[nodiscard]] std::uint32_t new_slot() { return q_->slots++; }

  [[nodiscard]] plan::node_ptr scan(catalog::table_ptr const& of, std::string alias = {}) {
    auto s = std::make_unique<plan::scan>();
    s->table = of;
    s->alias = alias.empty() ? of->name : alias;
    for (std::uint32_t i = 0; i != of->columns.size(); ++i) {
      s->columns.push_back(new_column(of->columns[i].type, of->columns[i].name));
      s->sources.push_back({plan::scan::source::type::table_column, i});
    }
    return s;
  }
  [[nodiscard]] plan::node_ptr filter(plan::node_ptr in, expressions conditions) {
    auto f = std::make_unique<plan::filter>();
    f->columns = in->columns;
    f->conditions = std::move(conditions);
    f->inputs.push_back(std::move(in));
    return f;
  }
  [[nodiscard]] plan::node_ptr project(plan::node_ptr in, expressions values) {
    auto p = std::make_unique<plan::project>();
    for (expression_ptr const& e : values) p->columns.push_back(new_column(e->type, e->name));
    p->values = std::move(values);
    p->inputs.push_back(std::move(in));
    return p;
  }
  [[nodiscard]] plan::node_ptr join(exec::join_kind how, plan::node_ptr left, plan::node_ptr right,
                                    expressions conditions) {
    auto j = std::make_unique<plan::join>();
    j->how = how;
    j->columns = left->columns;
    if (how <= exec::join_kind::full)
      j->columns.insert(j->columns.end(), right->columns.begin(), right->columns.end());
    j->conditions = std::move(conditions);
    j->inputs.push_back(std::move(left));
    j->inputs.push_back(std::move(right));
    return j;
  }
  [[nodiscard]] plan::node_ptr aggregate(plan::node_ptr in, expressions groups,
                                         std::vector<exec::aggregate> aggregates) {
    auto a = std::make_unique<plan::aggregate>();
    for (expression_ptr const& e : groups) a->columns.push_back(new_column(e->type, e->name));
    for (exec::aggregate const& e : aggregates) a->columns.push_back(new_column(e.type));
    a->groups = std::move(groups);
    a->aggregates = std::move(aggregates);
    a->inputs.push_back(std::move(in));
    return a;
  }
  [[nodiscard]] plan::node_ptr sort(plan::node_ptr in, std::vector<exec::sort_key> keys) {
    auto s = std::make_unique<plan::sort>();
    s->columns = in->columns;
    s->keys = std::move(keys);
    s->inputs.push_back(std::move(in));
    return s;
  }
  [[nodiscard]] plan::node_ptr limit(plan::node_ptr in, expression_ptr count,
                                     expression_ptr offset = nullptr) {
    auto l = std::make_unique<plan::limit>();
    l->columns = in->columns;
    l->count = std::move(count);
    l->offset = std::move(offset);
    l->inputs.push_back(std::move(in));
    return l;
  }
  [[nodiscard]] plan::node_ptr distinct(plan::node_ptr in, std::vector<std::uint32_t> on = {}) {
    auto d = std::make_unique<plan::distinct>();
    d->columns = in->columns;
    d->on = std::move(on);
    d->inputs.push_back(std::move(in));
    return d;
  }
  [[nodiscard]] plan::node_ptr set(exec::set_kind how, bool append, plan::node_ptr left,
                                   plan::node_ptr right) {
    auto s = std::make_unique<plan::set_operation>();
    for (plan::column const& c : left->columns) s->columns.push_back(new_column(c.type, c.name));
    s->how = how;
    s->append = append;
    s->inputs.push_back(std::move(left));
    s->inputs.push_back(std::move(right));
    return s;
  }
  [[nodiscard]] plan::node_ptr shared(std::uint32_t of, plan::node const& like) {
    auto s = std::make_unique<plan::shared>();
    s->of = of;
    s->name = q_->shared_names[of];
    for (plan::column const& c : like.columns) s->columns.push_back(new_column(c.type, c.name));
    return s;
  }
  [[nodiscard]] plan::node_ptr values(std::vector<expressions> of) {
    auto v = std::make_unique<plan::values>();
    if (!of.empty())
      for (expression_ptr const& e : of.front()) v->columns.push_back(new_column(e->type, "v"));
    v->rows = std::move(of);
    return v;
  }

 private:
  plan::query* q_;
};

/// Column i of a node as an expression.
[[nodiscard]] inline expression_ptr at(plan::node const& n, std::size_t i) {
  return make_column(n.columns[i].number, n.columns[i].type, n.columns[i].name);
}
[[nodiscard]] inline expression_ptr number(std::int32_t n) { return make_constant(value(n)); }
[[nodiscard]] inline expression_ptr big(std::int64_t n) { return make_constant(value(n)); }
[[nodiscard]] inline expression_ptr outer(std::uint32_t slot, expression_ptr const& of) {
  return make_outer_column(slot, of->type, of->name);
}

/// What EXPLAIN and rows need besides a plan.
struct plan_fixture : database_fixture {
  [[nodiscard]] catalog::table_ptr table(std::string_view name) {
    return head().table(public_schema, name);
  }
  [[nodiscard]] plan::row_counts counts() {
    return [this](std::uint32_t, tree_id id) {
      return storage::open_tree(db->head(main_branch)->root(), id, db->space())->rows();
    };
  }
  void optimize(plan::query& q) { plan::optimize(q, exec::session{}, counts()); }
  [[nodiscard]] test::rows rows_of(plan::query const& q, std::uint32_t capacity = 2048,
                                   std::span<value const> parameters = {}) {
    exec::run_context run;
    run.capacity = capacity;
    run.session.parameters = parameters;
    head_trees trees(*db);
    plan::execution of(q, run, trees);
    return all_rows(of.root());
  }
  [[nodiscard]] bool has_more_rows_than(plan::query const& q, std::size_t limit) {
    exec::run_context run;
    head_trees trees(*db);
    plan::execution of(q, run, trees);
    exec::batch out;
    std::size_t n = 0;
    while (n <= limit && of.root().next(out)) n += out.count();
    return n > limit;
  }
  [[nodiscard]] std::vector<std::string> texts(plan::query const& q,
                                               std::uint32_t capacity = 2048) {
    return texts_of(rows_of(q, capacity));
  }
};

}  // namespace helios::test
