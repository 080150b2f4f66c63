"""Who may come where: a rule for every address, and what each rule means for each who comes.

Written by hand, and independent of the code: the walk holds the two against each other.
"""

from .world import DISTRICTS, Viewer

GONE = {"draft", "scheduled", "expired"}


def _staff(viewer: Viewer) -> bool:
    return viewer.role is not None or _administrator(viewer)


def _administrator(viewer: Viewer) -> bool:
    return viewer.name == "administrator"


def _signed_in(viewer: Viewer) -> bool:
    return viewer.name not in {"anonymous", "expired session"}


def _with(*roles: str, here: bool = False):
    def may(viewer: Viewer, _state: str) -> bool:
        held = viewer.role in roles and (viewer.here or not here)
        return held or _administrator(viewer)

    return may


_publishes = _with("ORGANISER", "BUILDING_OFFICER", here=True)


def _writes(viewer: Viewer, _state: str) -> bool:
    return viewer.here or _administrator(viewer)


# What a rule is called in the table -> whom it lets in, to something in a state.
RULES = {
    "everybody": lambda _viewer, _state: True,
    "nobody": lambda _viewer, _state: False,
    "signed in": lambda viewer, _state: _signed_in(viewer),
    # The walk's member is the person of the place.
    "whose it is": lambda viewer, _state: viewer.name == "member",
    "staff": lambda viewer, _state: _staff(viewer),
    "writes there": _writes,
    "signed in, by the means they have": lambda viewer, _state: _administrator(viewer),
    "writes there, or it is public": lambda viewer, state: (
        _staff(viewer) if state == "live" else _writes(viewer, state)
    ),
    "keeps the files of the building": lambda viewer, state: (
        _writes(viewer, state) and viewer.role not in {"SECRETARY", "ENTERPRISE_EDITOR"}
    ),
    "publishes there": _publishes,
    "writes there; once public, publishes there": lambda viewer, state: (
        _writes if state in GONE else _publishes
    )(viewer, state),
    "publishes there, what is public": lambda viewer, state: (
        state not in GONE and _publishes(viewer, state)
    ),
    "confirms members there": _with("ORGANISER", here=True),
    "confirms members": _with("ORGANISER"),
    "gives duties": _with("ORGANISER", "BUILDING_OFFICER"),
    "gives such duties there": _with("ORGANISER", "BUILDING_OFFICER", here=True),
    "locks pages": _with("ORGANISER", "BUILDING_OFFICER"),
    "keeps the bank of questions": lambda viewer, _state: (
        viewer.name == DISTRICTS or _administrator(viewer)
    ),
    "administrators": lambda viewer, _state: _administrator(viewer),
}

_ADDRESSES = {
    "everybody": """
        account_login account_request_login_code account_password_login account_inactive
        account_text points_explained certificate graphql healthz wagtailadmin_sprite
        wagtailadmin_javascript_catalog wagtaildocs_serve
    """,
    # Not in use; or nothing is there under the name that the walk gives; or it ends at signing in.
    "nobody": """
        wagtailadmin_logout wagtailsnippets_members_consenttext:delete
        wagtailadmin_password_reset wagtailadmin_password_reset_done
        wagtailadmin_password_reset_confirm wagtailadmin_password_reset_complete
        wagtailadmin_api:pages:find wagtailadmin_api:documents:find wagtailadmin_api:images:find
        admin/^.*/$ wagtaildocs_authenticate_with_password press preview private_file
        wagtailcore_login admin/login/ wagtailadmin_login
        ^(?P<name>accounts|admin|graphql|documents)$
        any_other wagtailadmin_tag_model_autocomplete wagtailadmin_block_preview
        wagtailsnippets:index
        exchange_import exchange_refused_xlsx exchange_refused_csv exchange_exported
        exchange_exported_file pages_begin guide_picture mfa_deactivate_totp
        mfa_view_recovery_codes mfa_download_recovery_codes mfa_remove_webauthn mfa_edit_webauthn
        wagtaildocs:create_multiple_from_uploaded_document wagtaildocs:delete_upload_multiple
        wagtailimages:create_multiple_from_uploaded_image wagtailimages:delete_upload_multiple
        wagtailimages:url_generator wagtailimages:url_generator_output
        wagtailadmin_pages:convert_alias wagtailadmin_pages:view_draft
        wagtailadmin_pages:revisions_view wagtailadmin_pages:workflow_action
        wagtailadmin_pages:collect_workflow_action_data wagtailadmin_pages:workflow_preview
        wagtailadmin_pages:workflow_history_detail wagtailadmin_workflows:add_task
    """,
    "signed in": """
        account_index account_confirm_login_code account_recognise account_terms mfa_authenticate
        account_logout account_change_phone account_verify_phone account_keep_phone
        account_password account_sessions account_end_session account_export account_erase
        account_confirm_reauthentication_code mfa_index mfa_activate_totp
        mfa_generate_recovery_codes mfa_list_webauthn mfa_add_webauthn certificates
    """,
    "whose it is": "certificate_pdf",
    # Of those who come, only the administrator has a password, and nobody a second factor.
    "signed in, by the means they have": """
        account_reauthenticate account_request_reauthentication_code mfa_reauthenticate
        mfa_reauthenticate_webauthn
    """,
    "writes there, or it is public": """
        wagtailadmin_choose_page_child wagtailadmin_choose_page_chosen_multiple
    """,
    "staff": """
        admin/account/ wagtailadmin_home admin/test404/ wagtailadmin_error_test wagtailadmin_account
        wagtailadmin_dismissibles wagtailadmin_explore_root
        wagtailadmin_api:pages:listing wagtailadmin_api:documents:listing
        wagtailadmin_api:images:listing wagtailadmin_pages:type_use
        wagtailadmin_pages:type_use_results wagtailadmin_pages:choose_parent
        wagtailadmin_pages:search wagtailadmin_pages:search_results wagtailadmin_choose_page
        wagtailadmin_choose_page_search wagtailadmin_choose_page_external_link
        wagtailadmin_choose_page_email_link
        wagtailadmin_choose_page_phone_link wagtailadmin_choose_page_anchor_link
        wagtailadmin_tag_autocomplete wagtailadmin_workflows:task_chooser
        wagtailadmin_workflows:task_chooser_results wagtailadmin_workflows:task_chooser_create
        wagtailadmin_workflows:task_chosen wagtailadmin_reports:workflow
        wagtailadmin_reports:workflow_results wagtailadmin_reports:workflow_tasks
        wagtailadmin_reports:workflow_tasks_results wagtailadmin_reports:site_history
        wagtailadmin_reports:site_history_results wagtailadmin_reports:aging_pages
        wagtailadmin_reports:aging_pages_results wagtailadmin_reports:page_types_usage
        wagtailadmin_reports:page_types_usage_results wagtailadmin_editing_sessions:release
        exchange_start exchange_template exchange_export exchange_paste exchange_pasted guide
        wagtaildocs:index wagtaildocs:index_results wagtaildocs:add wagtaildocs:add_multiple
        wagtailimages:index wagtailimages:index_results wagtailimages:add wagtailimages:add_multiple
        wagtailsnippetchoosers_pages_boilerplate:choose
        wagtailsnippetchoosers_pages_boilerplate:choose_results
        wagtailsnippetchoosers_pages_boilerplate:chosen
        wagtailsnippetchoosers_pages_boilerplate:chosen_multiple
        wagtailsnippetchoosers_members_consenttext:choose
        wagtailsnippetchoosers_members_consenttext:choose_results
        wagtailsnippetchoosers_members_consenttext:chosen
        wagtailsnippetchoosers_members_consenttext:chosen_multiple
        wagtaildocs_chooser:choose wagtaildocs_chooser:choose_results
        wagtaildocs_chooser:chosen_multiple wagtaildocs_chooser:create
        wagtailimages_chooser:choose wagtailimages_chooser:choose_results
        wagtailimages_chooser:chosen_multiple wagtailimages_chooser:create
        wagtailmedia:chooser wagtailmedia:chooser_typed wagtailmedia:index wagtailmedia:add
        wagtailmedia:chooser_upload
    """,
    "writes there": """
        wagtailadmin_explore wagtailadmin_explore_results wagtail_bulk_action
        wagtailadmin_api:pages:detail wagtailadmin_api:documents:detail
        wagtailadmin_api:images:detail wagtailadmin_pages:add
        wagtailadmin_pages:preview_on_add wagtailadmin_pages:usage wagtailadmin_pages:edit
        wagtailadmin_pages:preview_on_edit wagtailadmin_pages:add_subpage
        wagtailadmin_pages:copy wagtailadmin_pages:move_confirm
        wagtailadmin_pages:confirm_workflow_cancellation
        wagtailadmin_pages:revisions_index wagtailadmin_pages:revisions_revert
        wagtailadmin_pages:revisions_compare wagtailadmin_pages:workflow_history
        wagtailadmin_pages:history wagtailadmin_pages:history_results
        wagtailadmin_editing_sessions:ping receipt share end_share
        wagtaildocs_chooser:chosen wagtailimages_chooser:chosen
        wagtailimages_chooser:select_format
    """,
    "keeps the files of the building": """
        admin/images/<int:image_id>/ wagtaildocs:edit wagtaildocs:delete
        wagtaildocs:edit_multiple wagtaildocs:delete_multiple wagtaildocs:document_usage
        wagtailimages:edit wagtailimages:delete wagtailimages:preview
        wagtailimages:image_usage wagtailimages:edit_multiple
        wagtailimages:delete_multiple wagtailmedia:edit wagtailmedia:delete
        wagtailmedia:media_chosen wagtailmedia:media_usage admin/media/usage/<int:media_id>/
    """,
    "publishes there": """
        wagtailadmin_api:pages:action wagtailadmin_pages:set_page_position
        wagtailadmin_pages:set_privacy wagtailadmin_pages:lock wagtailadmin_pages:unlock
        wagtailadmin_pages:revisions_unschedule
    """,
    "writes there; once public, publishes there": """
        wagtailadmin_pages:delete wagtailadmin_pages:move
    """,
    "publishes there, what is public": "wagtailadmin_pages:unpublish",
    "confirms members there": "decide_membership change_members_phone",
    "confirms members": "memberships",
    "gives duties": "duties",
    "gives such duties there": "end_duty",
    "locks pages": "wagtailadmin_reports:locked_pages wagtailadmin_reports:locked_pages_results",
    "keeps the bank of questions": """
        questions:index questions:index_results questions:add questions:edit questions:delete
        questions:inspect questions:usage questions:history questions:history_results
        quiz_statistics quiz_figures
    """,
    "administrators": """
        annul_attempt point_rules
        wagtailadmin_collections:index wagtailadmin_collections:add wagtailadmin_collections:edit
        wagtailadmin_collections:delete wagtailadmin_collections:set_privacy
        wagtailadmin_workflows:index wagtailadmin_workflows:index_results wagtailadmin_workflows:add
        wagtailadmin_workflows:enable wagtailadmin_workflows:disable wagtailadmin_workflows:edit
        wagtailadmin_workflows:usage wagtailadmin_workflows:usage_results
        wagtailadmin_workflows:remove wagtailadmin_workflows:select_task_type
        wagtailadmin_workflows:task_index wagtailadmin_workflows:task_index_results
        wagtailadmin_workflows:edit_task wagtailadmin_workflows:disable_task
        wagtailadmin_workflows:enable_task wagtailsnippets_pages_boilerplate:list
        wagtailsnippets_pages_boilerplate:list_results wagtailsnippets_pages_boilerplate:add
        wagtailsnippets_pages_boilerplate:edit wagtailsnippets_pages_boilerplate:delete
        wagtailsnippets_pages_boilerplate:usage wagtailsnippets_pages_boilerplate:history
        wagtailsnippets_pages_boilerplate:history_results wagtailsnippets_pages_boilerplate:reorder
        wagtailsnippets_pages_boilerplate:copy wagtailsnippetchoosers_pages_boilerplate:create
        wagtailsnippets_members_consenttext:list wagtailsnippets_members_consenttext:list_results
        wagtailsnippets_members_consenttext:add wagtailsnippets_members_consenttext:edit
        wagtailsnippets_members_consenttext:usage
        wagtailsnippets_members_consenttext:history
        wagtailsnippets_members_consenttext:history_results
        wagtailsnippets_members_consenttext:copy
        wagtailsnippetchoosers_members_consenttext:create
        wagtailusers_users:index wagtailusers_users:index_results wagtailusers_users:add
        wagtailusers_users:edit wagtailusers_users:delete wagtailusers_users:history
        wagtailusers_users:history_results wagtailusers_users:usage wagtailusers_users:copy
        wagtailusers_groups:index wagtailusers_groups:index_results wagtailusers_groups:add
        wagtailusers_groups:edit wagtailusers_groups:delete wagtailusers_groups:history
        wagtailusers_groups:history_results wagtailusers_groups:usage
    """,
}
RULE_OF = {name: rule for rule, names in _ADDRESSES.items() for name in names.split()}
