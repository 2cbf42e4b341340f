#include <helios/plan/optimize.hpp>

#include <tests/plan/plan_fixture.hpp>
#include <tests/support/random.hpp>

using namespace helios;
using namespace helios::test;
using exec::join_kind;
using exec::make_subquery;
using plan::node_ptr;
using plan::query;

namespace {

catalog::index_definition index_on(std::string name, std::vector<catalog::index_part> parts) {
  catalog::index_definition i;
  i.name = std::move(name);
  i.parts = std::move(parts);
  return i;
}

/// Three tables that join: a (id key, x, y), b keyed by (k, id) with an index on t, c without a key
/// and with an index on x.
struct three_tables : plan_fixture {
  std::vector<catalog::table_ptr> all;

  explicit three_tables(random_source& random, std::size_t rows) {
    run([&](catalog::write_scope& s, catalog_editor& e) {
      auto const some = [&](int n) {
        return random.below(6) == 0
                   ? value()
                   : int4(static_cast<std::int32_t>(random.below(static_cast<std::uint64_t>(n))));
      };
      auto const word = [&] {
        return random.below(6) == 0 ? value() : text("w" + std::to_string(random.below(5)));
      };
      auto const id = e.new_column("id", type_id::int4), x = e.new_column("x", type_id::int4),
                 y = e.new_column("y", type_id::text);
      auto const a = e.create_table(public_schema, "a", {id, x, y},
                                    {key(constraint_kind::primary_key, {id.id})});
      auto const k = e.new_column("k", type_id::int4), n = e.new_column("n", type_id::int8),
                 t = e.new_column("t", type_id::text);
      auto const b = e.create_table(public_schema, "b", {k, n, t},
                                    {key(constraint_kind::primary_key, {k.id, n.id})});
      auto const u = e.new_column("u", type_id::int4), v = e.new_column("v", type_id::text);
      auto const c = e.create_table(public_schema, "c", {u, v}, {});
      (void)e.create_index(b, index_on("b_t", {{t.id, "", {}}, {n.id, "", types::descending}}));
      (void)e.create_index(c, index_on("c_u", {{u.id, "", {}}}));
      for (std::size_t i = 0; i != rows; ++i) {
        s.writer(a).insert(row_values{int4(static_cast<std::int32_t>(i)), some(8), word()});
        s.writer(b).insert(row_values{int4(static_cast<std::int32_t>(random.below(8))),
                                      value(static_cast<std::int64_t>(i)), word()});
        s.writer(c).insert(row_values{some(20), word()});
      }
    });
    for (char const* name : {"a", "b", "c"}) all.push_back(table(name));
  }
};

/// Random plans over the three tables, their expressions among integers and texts.
class random_plans {
 public:
  random_plans(random_source& random, three_tables& over, query& q)
      : random_(&random), over_(&over), q_(&q), build_(q) {}

  node_ptr any(int depth) {
    if (depth == 0) return build_.scan(over_->all[below(3)]);
    switch (below(12)) {
      case 0:
      case 1: return filtered(any(depth - 1));
      case 2: return projected(any(depth - 1));
      case 3:
      case 4:
      case 5: return joined(depth);
      case 6: return lateral(depth);
      case 7: return grouped(any(depth - 1));
      case 8: return build_.distinct(any(depth - 1));
      case 9: return of_set(depth);
      case 10: return limited(any(depth - 1));
      case 11: return read_twice(any(depth - 1));
    }
    return nullptr;
  }
  node_ptr sorted(node_ptr in) {
    std::vector<exec::sort_key> keys;
    for (std::size_t i = 0; i != in->columns.size(); ++i)
      keys.push_back({at(*in, i), below(2) == 0 ? types::ascending : types::descending});
    if (!keys.empty()) std::swap(keys.front(), keys[below(keys.size())]);
    return build_.sort(std::move(in), std::move(keys));
  }
  /// By all columns, so that ties are equal rows.
  node_ptr limited(node_ptr in) {
    return build_.limit(sorted(std::move(in)), big(static_cast<std::int64_t>(below(12))),
                        below(2) == 0 ? nullptr : big(static_cast<std::int64_t>(below(3))));
  }

 private:
  [[nodiscard]] std::size_t below(std::size_t n) {
    return static_cast<std::size_t>(random_->below(n));
  }
  [[nodiscard]] static bool is_number(expression_ptr const& e) {
    return catalog::is_integer(e->type.id);
  }
  /// A column of the nodes, a constant, now and then a slot; a number or a text.
  expression_ptr operand(std::vector<plan::node const*> const& of, bool wants_number) {
    expressions fitting;
    for (plan::node const* n : of)
      for (std::size_t i = 0; i != n->columns.size(); ++i)
        if (is_number(at(*n, i)) == wants_number) fitting.push_back(at(*n, i));
    for (expression_ptr const& e : slots_)
      if (is_number(e) == wants_number) fitting.push_back(e);
    if (fitting.empty() || below(3) == 0)
      return wants_number ? number(static_cast<std::int32_t>(below(20)))
                          : make_constant(text("w" + std::to_string(below(5))));
    return fitting[below(fitting.size())];
  }
  expression_ptr compared(std::vector<plan::node const*> const& of) {
    bool const numbers = below(3) != 0;
    constexpr char const* relations[] = {"=", "=", "<", "<=", ">", ">=", "<>"};
    return make_call(relations[below(7)], {operand(of, numbers), operand(of, numbers)});
  }
  expression_ptr condition(std::vector<plan::node const*> const& of) {
    switch (below(7)) {
      case 0: return exec::make_logical(exec::expression_kind::or_, {compared(of), compared(of)});
      case 1:
        return exec::make_test(exec::expression_kind::is_null, operand(of, true), below(2) == 0);
      case 2: return exec::make_logical(exec::expression_kind::and_, {compared(of), compared(of)});
      case 3: return exec::make_not(compared(of));
      default: return compared(of);
    }
  }
  node_ptr filtered(node_ptr in) {
    expressions conditions;
    for (std::size_t n = 1 + below(2); n != 0; --n)
      conditions.push_back(nesting_ < 2 && below(3) == 0 ? subquery_of(*in)
                                                         : condition({in.get()}));
    return build_.filter(std::move(in), std::move(conditions));
  }
  node_ptr projected(node_ptr in) {
    expressions values;
    for (std::size_t n = 1 + below(3); n != 0; --n) {
      expression_ptr e = operand({in.get()}, below(2) == 0);
      if (is_number(e) && below(2) == 0) e = make_call("+", {e, number(1)});
      values.push_back(std::move(e));
    }
    return build_.project(std::move(in), std::move(values));
  }
  node_ptr joined(int depth) {
    node_ptr left = any(depth - 1), right = any(depth - 1);
    constexpr join_kind kinds[] = {join_kind::inner, join_kind::inner, join_kind::inner,
                                   join_kind::left,  join_kind::right, join_kind::full,
                                   join_kind::semi,  join_kind::anti};
    expressions on;
    for (std::size_t n = 1 + below(2); n != 0; --n)
      on.push_back(condition({left.get(), right.get()}));
    join_kind const how = kinds[below(8)];
    return build_.join(how, std::move(left), std::move(right), std::move(on));
  }
  node_ptr lateral(int depth) {
    node_ptr left = any(depth - 1);
    std::vector<std::uint32_t> slots;
    expressions values;
    std::size_t const before = slots_.size();
    for (std::size_t i = 0; i != left->columns.size(); ++i) {
      slots.push_back(build_.new_slot());
      values.push_back(at(*left, i));
      slots_.push_back(outer(slots.back(), values.back()));
    }
    node_ptr right = filtered(any(depth - 1));
    slots_.resize(before);
    node_ptr j = build_.join(below(2) == 0 ? join_kind::inner : join_kind::left, std::move(left),
                             std::move(right), {});
    plan::as<plan::join>(*j).slots = slots;
    plan::as<plan::join>(*j).slot_values = values;
    return j;
  }
  node_ptr grouped(node_ptr in) {
    expressions groups;
    if (below(4) != 0) groups.push_back(operand({in.get()}, below(2) == 0));
    expression_ptr const n = operand({in.get()}, true), t = operand({in.get()}, false);
    std::vector<exec::aggregate> aggregates{exec::make_aggregate("count", {}),
                                            exec::make_aggregate("count", {n}, true),
                                            exec::make_aggregate("max", {t})};
    return filtered(build_.aggregate(std::move(in), groups, aggregates));
  }
  /// Two columns of fixed types.
  node_ptr narrowed(node_ptr in) {
    expressions values{exec::make_cast(operand({in.get()}, true), type_id::int8),
                       operand({in.get()}, false)};
    return build_.project(std::move(in), std::move(values));
  }
  node_ptr of_set(int depth) {
    using exec::set_kind;
    constexpr set_kind kinds[] = {set_kind::union_, set_kind::intersect, set_kind::intersect_all,
                                  set_kind::except, set_kind::except_all};
    set_kind const how = kinds[below(5)];
    node_ptr left = narrowed(any(depth - 1)), right = narrowed(any(depth - 1));
    return build_.set(how, how == set_kind::union_ && below(2) == 0, std::move(left),
                      std::move(right));
  }
  node_ptr read_twice(node_ptr in) {
    if (!slots_.empty() && below(2) == 0) return in;
    auto const of = static_cast<std::uint32_t>(q_->shared.size());
    q_->shared.push_back(std::move(in));
    q_->shared_names.push_back("s" + std::to_string(of));
    node_ptr one = build_.shared(of, *q_->shared[of]);
    if (below(2) == 0) return filtered(std::move(one));
    node_ptr other = build_.shared(of, *q_->shared[of]);
    expression_ptr const c = condition({one.get(), other.get()});
    return build_.join(join_kind::inner, std::move(one), std::move(other), {c});
  }
  /// [NOT] EXISTS (..) or [NOT] x IN (..), correlated or not.
  expression_ptr subquery_of(plan::node const& of) {
    plan::subquery s;
    expressions arguments;
    std::size_t const before = slots_.size();
    ++nesting_;
    auto const new_argument = [&](expression_ptr const& e) {
      s.slots.push_back(build_.new_slot());
      arguments.push_back(e);
      return outer(s.slots.back(), e);
    };
    if (below(3) != 0) slots_.push_back(new_argument(operand({&of}, true)));
    bool const in = below(2) == 0;
    s.what = in ? plan::subquery::type::any : plan::subquery::type::exists;
    node_ptr inner = any(static_cast<int>(below(2)));
    if (below(4) != 0) inner = filtered(std::move(inner));
    slots_.resize(before);
    --nesting_;
    if (in) {
      bool const numbers = below(2) == 0;
      expressions one{operand({inner.get()}, numbers)};
      inner = build_.project(std::move(inner), std::move(one));
      expression_ptr const x = new_argument(operand({&of}, numbers));
      s.comparison = make_call(below(4) == 0 ? "<" : "=", {x, at(*inner, 0)});
    }
    s.root = std::move(inner);
    q_->subqueries.push_back(std::move(s));
    expression_ptr const e = make_subquery(static_cast<std::uint32_t>(q_->subqueries.size() - 1),
                                           type_id::boolean, std::move(arguments));
    return below(2) == 0 ? e : exec::make_not(e);
  }

  random_source* random_;
  three_tables* over_;
  query* q_;
  plan_builder build_;
  expressions slots_;
  int nesting_ = 0;  // of subqueries
};

}  // namespace

TEST_CASE("an optimized plan has the rows of the plan, in every batch size", "[plan][optimize]") {
  random_source random;
  CAPTURE(random.seed);
  for (int database = 0; database != 3; ++database) {
    three_tables f(random, std::size_t{4} + 7 * static_cast<std::size_t>(database));
    for (int i = 0; i != 120; ++i) {
      std::uint64_t const seed = random.engine();
      auto const made = [&](bool optimized) {
        random_source again;
        again.engine.seed(seed);
        query q;
        random_plans plans(again, f, q);
        q.root = plans.any(static_cast<int>(again.below(4)));
        if (again.below(2) == 0) q.root = plans.sorted(std::move(q.root));
        if (optimized) f.optimize(q);
        return q;
      };
      query const plain = made(false), fast = made(true);
      bool const ordered = plain.root->kind == plan::node_kind::sort;
      CAPTURE(database, i, explain(plain), explain(fast));
      if (f.has_more_rows_than(plain, 2000)) continue;
      auto const rows = [&](query const& q, std::uint32_t capacity) {
        return ordered ? f.texts(q, capacity) : sorted(f.rows_of(q, capacity));
      };
      auto const wanted = rows(plain, 2048);
      for (std::uint32_t const capacity : {1U, 2U, 2048U}) {
        CAPTURE(capacity);
        if (capacity != 2048) REQUIRE((rows(plain, capacity) == wanted));
        REQUIRE(rows(fast, capacity) == wanted);
      }
    }
  }
}

TEST_CASE("an execution that is opened again says what a new one says", "[plan][lower]") {
  struct kept {
    query q;
    exec::run_context run;
    std::optional<plan::execution> of;
  };
  random_source random;
  CAPTURE(random.seed);
  for (std::size_t const size : {0U, 5U, 12U}) {
    three_tables f(random, size);
    std::vector<std::unique_ptr<kept>> all;
    for (int i = 0; i != 80; ++i) {
      head_trees before(*f.db);
      auto k = std::make_unique<kept>();
      random_plans plans(random, f, k->q);
      k->q.root = plans.any(static_cast<int>(random.below(4)));
      f.optimize(k->q);
      if (f.has_more_rows_than(k->q, 2000)) continue;
      k->of.emplace(k->q, k->run, before);
      exec::batch out;
      if (random.below(3) == 0)
        (void)k->of->root().next(out);  // left in the middle
      else
        (void)all_rows(k->of->root());
      k->of->release();
      all.push_back(std::move(k));
    }
    for (std::int32_t round = 0; round != 3; ++round) {
      f.run([&](catalog::write_scope& s, catalog_editor&) {
        auto const some = [&] { return int4(static_cast<std::int32_t>(random.below(8))); };
        for (std::int32_t i = 0; i != 3; ++i) {
          std::int32_t const fresh = 1000 + 3 * round + i;
          s.writer(f.all[0]->id).insert(row_values{int4(fresh), some(), text("w1")});
          s.writer(f.all[1]->id).insert(row_values{some(), value(std::int64_t{fresh}), text("w2")});
          s.writer(f.all[2]->id).insert(row_values{some(), text("w3")});
        }
      });
      head_trees now(*f.db);
      for (auto const& k : all) {
        CAPTURE(size, round, explain(k->q));
        if (f.has_more_rows_than(k->q, 5000)) continue;
        REQUIRE(k->of->reopen(now));
        REQUIRE(sorted(all_rows(k->of->root())) == sorted(f.rows_of(k->q)));
        k->of->release();
      }
    }
  }
}
