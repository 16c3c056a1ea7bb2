from django.urls import path

from recommendations.views import (
    actions,
    answers,
    assurance,
    keeping,
    legend,
    moves,
    planning,
    recommendations,
    reviews,
    saved_views,
)

app_name = "recommendations"

urlpatterns = [
    path("reviews/", reviews.review_list, name="review-list"),
    path("reviews/<uuid:public_id>/", reviews.review_detail, name="review-detail"),
    path("reviews/<uuid:public_id>/edit/", reviews.review_edit, name="review-edit"),
    path("reviews/<uuid:public_id>/people/", reviews.review_people, name="review-people"),
    path("reviews/<uuid:public_id>/keeping/", keeping.review_keeping, name="review-keeping"),
    path(
        "reviews/<uuid:public_id>/people/<uuid:user_id>/remove/",
        reviews.review_person_remove,
        name="review-person-remove",
    ),
    path(
        "reviews/<uuid:public_id>/recommendations/add/",
        recommendations.recommendation_add,
        name="recommendation-add",
    ),
    path("partnerships/<uuid:public_id>/reviews/add/", reviews.review_add, name="review-add"),
    path("partnerships/<uuid:partnership_id>/legend/", legend.legend_edit, name="legend-edit"),
    path(
        "partnerships/<uuid:partnership_id>/legend/changes/",
        legend.legend_history,
        name="legend-history",
    ),
    path(
        "partnerships/<uuid:partnership_id>/legend/<int:version>.css",
        legend.legend_style,
        name="legend-style",
    ),
    path("recommendations/", reviews.recommendation_list, name="recommendation-list"),
    path(
        "recommendations/<uuid:public_id>/",
        recommendations.recommendation_detail,
        name="recommendation-detail",
    ),
    path(
        "recommendations/<uuid:public_id>/edit/",
        recommendations.recommendation_edit,
        name="recommendation-edit",
    ),
    path(
        "recommendations/<uuid:public_id>/sign-off/",
        assurance.sign_off_add,
        name="signoff-add",
    ),
    path(
        "recommendations/<uuid:public_id>/reopen/",
        assurance.sign_off_reopen,
        name="signoff-reopen",
    ),
    path(
        "recommendations/<uuid:public_id>/challenges/add/",
        assurance.challenge_add,
        name="challenge-add",
    ),
    path("recommendations/<uuid:public_id>/repeats/add/", planning.repeat_add, name="repeat-add"),
    path(
        "recommendations/<uuid:public_id>/repeats/<uuid:earlier_id>/remove/",
        planning.repeat_remove,
        name="repeat-remove",
    ),
    path("sign-offs/<uuid:public_id>/", assurance.sign_off_detail, name="signoff-detail"),
    path("embedding-checks/<uuid:public_id>/", assurance.check_record, name="check-record"),
    path("challenges/<uuid:public_id>/", assurance.challenge_detail, name="challenge-detail"),
    path(
        "challenges/<uuid:public_id>/answer/", assurance.challenge_answer, name="challenge-answer"
    ),
    path("challenges/<uuid:public_id>/judge/", assurance.challenge_judge, name="challenge-judge"),
    path("recommendations/<uuid:public_id>/actions/add/", actions.action_add, name="action-add"),
    path("responses/<uuid:public_id>/edit/", recommendations.response_edit, name="response-edit"),
    path("views/", saved_views.view_list, name="view-list"),
    path("views/add/", saved_views.view_add, name="view-add"),
    path("views/<uuid:public_id>/", saved_views.view_open, name="view-open"),
    path("views/<uuid:public_id>/edit/", saved_views.view_edit, name="view-edit"),
    path("views/<uuid:public_id>/delete/", saved_views.view_delete, name="view-delete"),
    path("views/<uuid:public_id>/unshare/", saved_views.view_unshare, name="view-unshare"),
    path("views/<uuid:public_id>/start/", saved_views.view_start, name="view-start"),
    path("actions/", actions.actions, name="action-list"),
    path("actions.csv", actions.action_export, name="action-export"),
    path("actions/<uuid:public_id>/", actions.action_detail, name="action-detail"),
    path("actions/<uuid:public_id>/edit/", actions.action_edit, name="action-edit"),
    path("actions/<uuid:public_id>/milestones/add/", planning.milestone_add, name="milestone-add"),
    path(
        "actions/<uuid:public_id>/milestones/<uuid:milestone_id>/",
        planning.milestone_edit,
        name="milestone-edit",
    ),
    path("actions/<uuid:public_id>/answer/", answers.action_answer, name="action-answer"),
    path("actions/<uuid:public_id>/update/", moves.action_update, name="action-update"),
    path("actions/<uuid:public_id>/due-date/", moves.action_due_date, name="action-due-date"),
    path("actions/<uuid:public_id>/more-time/", moves.action_extension, name="action-extension"),
    path(
        "actions/<uuid:public_id>/more-time/decide/",
        moves.extension_decide,
        name="extension-decide",
    ),
    path("actions/<uuid:public_id>/hold/", moves.action_hold, name="action-hold"),
    path("actions/<uuid:public_id>/withdraw/", moves.action_withdraw, name="action-withdraw"),
    path("actions/<uuid:public_id>/reopen/", moves.action_reopen, name="action-reopen"),
]
