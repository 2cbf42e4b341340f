// helios/sql/impl/define/walk.hpp -- what a tree is made of: every column, star and table in it.
//
// Shape     Visitor has  column(ast::column const&), star(ast::star const&),
//                        table(ast::table const&, bool is_shared): the name is one of WITH
// Threads   one at a time
#pragma once

#include <helios/sql/ast/visit.hpp>

#include <algorithm>
#include <string_view>
#include <vector>

namespace helios::sql::defining {

template <class Visitor>
class tree_walk {
 public:
  explicit tree_walk(Visitor& visitor) noexcept : visitor_(&visitor) {}

  void operator()(ast::expression const& e) {
    ast::visit(e, [this](auto const& node) { this->parts(node); });
  }

  void operator()(ast::statement const& s) {
    ast::visit(s, [this](auto const& node) {
      if constexpr (std::is_base_of_v<ast::query, std::remove_cvref_t<decltype(node)>>)
        this->whole(node);
    });
  }

  void operator()(ast::from_item const& item) {
    ast::visit(item, [this](auto const& node) { this->parts(node); });
  }

 private:
  template <class Node>
  void each(ast::ref<Node> const& node) {
    if (node) (*this)(*node);
  }
  template <class Node>
  void each(ast::list<ast::ref<Node>> const& nodes) {
    for (auto const& node : nodes) each(node);
  }
  void each(ast::ref<ast::query> const& q) {
    if (q) (*this)(static_cast<ast::statement const&>(*q));
  }
  void each(ast::list<ast::order_item> const& items) {
    for (ast::order_item const& item : items) each(item.key);
  }
  void each(ast::window const& w) {
    each(w.partition);
    each(w.order);
    each(w.frame.from.distance);
    each(w.frame.to.distance);
  }
  void each(ast::period const& p) {
    each(p.from.value);
    each(p.to.value);
  }

  // Expressions.
  void parts(ast::literal const&) {}
  void parts(ast::parameter const&) {}
  void parts(ast::default_ const&) {}
  void parts(ast::current const&) {}
  void parts(ast::column const& n) { visitor_->column(n); }
  void parts(ast::star const& n) {
    each(n.row);
    visitor_->star(n);
  }
  void parts(ast::unary const& n) { each(n.operand); }
  void parts(ast::binary const& n) { each(n.left), each(n.right); }
  void parts(ast::logical const& n) { each(n.operands); }
  void parts(ast::quantified const& n) { each(n.left), each(n.query), each(n.array); }
  void parts(ast::in const& n) { each(n.operand), each(n.values), each(n.query); }
  void parts(ast::between const& n) { each(n.operand), each(n.low), each(n.high); }
  void parts(ast::like const& n) { each(n.operand), each(n.pattern), each(n.escape); }
  void parts(ast::is const& n) { each(n.operand), each(n.other); }
  void parts(ast::case_ const& n) {
    each(n.operand);
    for (ast::when const& w : n.whens) each(w.condition), each(w.result);
    each(n.otherwise);
  }
  void parts(ast::cast const& n) { each(n.operand); }
  void parts(ast::collate const& n) { each(n.operand); }
  void parts(ast::at_time_zone const& n) { each(n.operand), each(n.zone); }
  void parts(ast::call const& n) {
    for (ast::argument const& a : n.arguments) each(a.value);
    each(n.order);
    each(n.filter);
    if (n.over) each(*n.over);
  }
  void parts(ast::subquery const& n) { each(n.query); }
  void parts(ast::array const& n) { each(n.elements); }
  void parts(ast::row const& n) { each(n.fields); }
  void parts(ast::subscript const& n) { each(n.operand), each(n.index), each(n.upper); }
  void parts(ast::field const& n) { each(n.operand); }
  void parts(ast::grouping const& n) { each(n.elements); }

  // FROM.
  void parts(ast::table const& n) {
    bool const shared =
        n.name.parts.size() == 1 &&
        std::find(shared_.begin(), shared_.end(), n.name.object().text) != shared_.end();
    visitor_->table(n, shared);
    each(n.time);
    each(n.sample.arguments);
    each(n.sample.seed);
  }
  void parts(ast::derived_table const& n) { each(n.query); }
  void parts(ast::function_table const& n) { each(n.calls); }
  void parts(ast::join const& n) { each(n.left), each(n.right), each(n.on); }

  // Queries.
  template <class Query>
  void whole(Query const& q) {
    std::size_t const outside = shared_.size();
    if (q.with.recursive) {
      for (ast::common_table const& t : q.with.tables) shared_.push_back(t.name.text);
    }
    for (ast::common_table const& t : q.with.tables) {
      each(t.body);
      if (!q.with.recursive) shared_.push_back(t.name.text);
    }
    body(q);
    each(q.tail.order);
    each(q.tail.limit);
    each(q.tail.offset);
    shared_.resize(outside);
  }
  void body(ast::select const& q) {
    each(q.distinct_on);
    for (ast::target const& t : q.targets) each(t.value);
    each(q.from);
    each(q.where);
    each(q.time);
    each(q.group_by);
    each(q.having);
    for (ast::window_definition const& w : q.windows) each(w.window);
  }
  void body(ast::values const& q) {
    for (ast::expressions const& row : q.rows) each(row);
  }
  void body(ast::set_operation const& q) { each(q.left), each(q.right); }

  Visitor* visitor_;
  std::vector<std::string_view> shared_;  // names of WITH that are in reach
};

/// A visitor of columns alone: f(ast::column const&).
template <class F>
void each_column(ast::expression const& e, F&& f) {
  struct columns {
    F& call;
    void column(ast::column const& c) { call(c); }
    void star(ast::star const&) {}
    void table(ast::table const&, bool) {}
  } visitor{f};
  tree_walk<columns> walk(visitor);
  walk(e);
}

}  // namespace helios::sql::defining
